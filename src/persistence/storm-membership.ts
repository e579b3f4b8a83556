import { STORM_WINDOW_MS } from "../domain/storm.ts";
import type { Joined, StormCandidate, StormStore } from "../operations/ports/storm-store.ts";
import type { Queries } from "./prisma-client.ts";
import { isRowId } from "./row-id.ts";

/** Any number, the same in every replica: whoever holds it is the only one who moves incidents into storms and out of them. */
const MEMBERSHIP_LOCK_ID = 7270738;
const WINDOW_SECONDS = STORM_WINDOW_MS / 1_000;

type Membership = Pick<
  StormStore,
  | "lockMembership"
  | "nameAccounts"
  | "listCandidates"
  | "open"
  | "join"
  | "leave"
  | "end"
  | "touchChanged"
  | "giveOwnMessage"
>;

/** Who belongs to which storm: one statement each, for one incident as for ten thousand. */
export function createStormMembership(queries: Queries): Membership {
  return {
    async lockMembership() {
      // Only we have it, each for one batch: who gave up waiting for it would alert one by one what is a storm.
      await queries.$executeRaw`
        SELECT set_config('lock_timeout', '0', true), pg_advisory_xact_lock(${MEMBERSHIP_LOCK_ID}::bigint)`;
      await queries.$executeRaw`SET LOCAL lock_timeout TO DEFAULT`;
    },
    nameAccounts: (limit) => queries.$executeRaw`
      WITH nameless AS (
        SELECT id, phone_number_id, cause FROM incidents
        WHERE closed_at IS NULL AND account IS NULL ORDER BY id LIMIT ${limit} FOR UPDATE)
      UPDATE incidents SET account = COALESCE(
        (SELECT CASE WHEN witness.kind LIKE 'livekit%' THEN number.livekit_host ELSE number.twilio_account_sid END
          FROM external_resources witness
          WHERE witness.phone_number_id = nameless.phone_number_id AND witness.cause = nameless.cause
          ORDER BY witness.kind LIKE 'livekit%' LIMIT 1),
        number.twilio_account_sid, number.livekit_host, '')
      FROM nameless LEFT JOIN phone_numbers number ON number.id = nameless.phone_number_id
      WHERE incidents.id = nameless.id`,
    async listCandidates(limit) {
      const rows = await queries.$queryRaw<{ cause: string; account: string; opened: number[] }[]>`
        SELECT cause, account, array_agg(opened ORDER BY opened) AS opened FROM (
          SELECT COALESCE(cause, '') AS cause, account, alert_ts,
            (extract(epoch FROM opened_at) * 1000)::float8 AS opened
          FROM incidents WHERE closed_at IS NULL AND storm_id IS NULL AND account IS NOT NULL
            AND opened_at >= (SELECT min(opened_at) FROM incidents
              WHERE closed_at IS NULL AND storm_id IS NULL AND alert_ts IS NULL) - make_interval(secs => ${WINDOW_SECONDS})
          ORDER BY opened_at LIMIT ${limit}) candidate
        GROUP BY cause, account HAVING bool_or(alert_ts IS NULL)`;
      return rows.map(
        ({ cause, account, opened }): StormCandidate => ({
          cause,
          account,
          openedAt: opened.map((ms) => new Date(ms)),
        }),
      );
    },
    async open({ cause, account }, openedAt) {
      const rows = await queries.$queryRaw<{ id: number }[]>`
        INSERT INTO storms (cause, account, opened_at) VALUES (${cause}, ${account}, ${openedAt}::timestamptz)
        ON CONFLICT DO NOTHING RETURNING id`;
      return rows[0]?.id ?? null;
    },
    // By id alone: what else holds is locked in `fit`, and said again it would lead the planner to a slower index.
    join: (at, limit) => queries.$queryRaw<Joined[]>`
      WITH fit AS (
        SELECT incident.id, storm.id AS storm_id, incident.taken_up_at IS NULL AS is_new
        FROM incidents incident JOIN storms storm
          ON storm.ended_at IS NULL AND storm.cause = COALESCE(incident.cause, '') AND storm.account = incident.account
        WHERE incident.closed_at IS NULL AND incident.storm_id IS NULL
          AND incident.opened_at >= storm.opened_at - make_interval(secs => ${WINDOW_SECONDS})
        ORDER BY incident.id LIMIT ${limit} FOR UPDATE OF incident)
      UPDATE incidents SET storm_id = fit.storm_id, taken_up_at = COALESCE(taken_up_at, ${at}::timestamptz),
        own_message = alert_ts IS NOT NULL OR alert_tried_at IS NOT NULL OR claimed_by IS NOT NULL
          OR last_acted_at IS NOT NULL OR COALESCE(alert_lease_until > ${at}::timestamptz, false)
      FROM fit WHERE incidents.id = fit.id
      RETURNING incidents.id AS "incidentId", phone_number_id AS "phoneNumberId", fit.storm_id AS "stormId",
        cause, message, opened_at AS "openedAt", fit.is_new AS "isNew"`,
    async leave(limit) {
      const left = await queries.$queryRaw<{ incidentId: number; stormId: number; phoneNumber: string }[]>`
        WITH other AS (
          SELECT incident.id, incident.storm_id FROM incidents incident JOIN storms storm ON storm.id = incident.storm_id
          WHERE incident.closed_at IS NULL AND storm.ended_at IS NULL AND incident.account IS NOT NULL
            AND (COALESCE(incident.cause, '') <> storm.cause OR incident.account <> storm.account)
          ORDER BY incident.id LIMIT ${limit} FOR UPDATE OF incident)
        UPDATE incidents SET storm_id = NULL, own_message = true, alert_wanted = alert_wanted + 1
        FROM other WHERE incidents.id = other.id
        RETURNING incidents.id AS "incidentId", other.storm_id AS "stormId", phone_number AS "phoneNumber"`;
      for (const stormId of new Set(left.map((one) => one.stormId)))
        await queries.storm.updateMany({
          where: { id: stormId },
          data: { leftCount: { increment: left.filter((one) => one.stormId === stormId).length } },
        });
      return left;
    },
    async end(at) {
      const rows = await queries.$queryRaw<{ id: number }[]>`
        UPDATE storms SET ended_at = ${at}::timestamptz, alert_wanted = alert_wanted + 1
        WHERE ended_at IS NULL AND NOT EXISTS (
          SELECT 1 FROM incidents WHERE incidents.storm_id = storms.id AND incidents.closed_at IS NULL)
        RETURNING id`;
      return rows.map(({ id }) => id);
    },
    async touchChanged() {
      const rows = await queries.$queryRaw<{ id: number }[]>`
        WITH latest AS (SELECT storm.id,
          (SELECT concat_ws(' ', count(*) FILTER (WHERE closed_at IS NULL), count(*) FILTER (WHERE own_message),
            count(*) FILTER (WHERE outcome = 'removed'), count(*) FILTER (WHERE outcome = 'force_deleted'), count(*),
            min(next_retry_at)) FROM incidents WHERE incidents.storm_id = storm.id) || '/' ||
          (SELECT concat_ws(' ', count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE state = 'failed'),
            count(*) FILTER (WHERE state = 'skipped'), count(*)) FROM storm_tasks WHERE storm_tasks.storm_id = storm.id)
          AS counts FROM storms storm WHERE storm.ended_at IS NULL)
        UPDATE storms SET seen_counts = latest.counts, alert_wanted = alert_wanted + 1
        FROM latest WHERE storms.id = latest.id AND storms.seen_counts <> latest.counts RETURNING storms.id`;
      return rows.map(({ id }) => id);
    },
    async giveOwnMessage(incidentId, at) {
      if (!isRowId(incidentId)) return null;
      // Those on call were called for the storm: this message calls nobody a second time.
      const rows = await queries.$queryRaw<{ stormId: number | null }[]>`
        UPDATE incidents SET own_message = true, mentioned_at = COALESCE(mentioned_at, ${at}::timestamptz),
          alert_wanted = alert_wanted + 1
        WHERE id = ${incidentId} AND NOT own_message AND closed_at IS NULL RETURNING storm_id AS "stormId"`;
      return rows[0]?.stormId ?? null;
    },
  };
}
