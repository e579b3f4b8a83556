import { defaults } from "../standins/slack/default-workspace.ts";
import { runLineman } from "../test/cli/run-lineman.ts";
import { eventually } from "./cast.ts";
import { ACKNOWLEDGED, type Acknowledged, type Ledger } from "./ledger.ts";
import type { Stage } from "./stage.ts";

/** One promise, and every case in which it did not hold. */
export interface Finding {
  promise: string;
  broken: string[];
}

/** What is unfinished: each statement gives the cases by name. */
const UNFINISHED: Record<string, string> = {
  "a number between two states": `SELECT id || ' ' || status FROM phone_numbers WHERE status IN ('deleting', 'provisioning')`,
  "a teardown without an end": "SELECT phone_number_id::text FROM teardown_runs WHERE finished_at IS NULL",
  "a provisioning without an end":
    "SELECT phone_number_id::text FROM provisionings WHERE finished_at IS NULL",
  "an incident that nobody has taken up":
    "SELECT id::text FROM incidents WHERE closed_at IS NULL AND taken_up_at IS NULL",
  "an alert that is behind":
    "SELECT id::text FROM incidents WHERE alert_wanted > alert_shown AND own_message",
  "a line that was not said": "SELECT id::text FROM incident_notes WHERE posted_ts IS NULL",
};

/** Waits until nothing is under way, and tells what still is after `withinMs`. */
export async function stuckAfter(stage: Stage, withinMs: number, what = ""): Promise<Finding> {
  let broken: string[] = [];
  await eventually(async () => {
    broken = await unfinished(stage);
    return broken.length === 0;
  }, withinMs);
  return { promise: `nothing ${what}is stuck after ${Math.round(withinMs / 1_000)} s`, broken };
}

async function unfinished({ sql }: Stage): Promise<string[]> {
  const found: string[] = [];
  for (const [what, query] of Object.entries(UNFINISHED)) {
    const { rows } = await sql.query<{ [column: string]: string }>(query);
    found.push(...rows.map((row) => `${what}: ${Object.values(row)[0]}`));
  }
  return found;
}

/** Holds what people were told, the database, Slack and the providers against each other. */
export async function judge(stage: Stage, ledger: Ledger): Promise<Finding[]> {
  return [
    await lostTransitions(stage, ledger),
    await auditHolds(stage),
    doubleAlerts(stage),
    await missingAlerts(stage),
    doubleLines(stage),
    await doubleForceDeletes(stage),
    await unregistered(stage),
    brokenRules(stage),
  ];
}

/** A statement that lists the ids for which an acknowledged change is not in the database. */
const LOST: Record<Acknowledged, string> = {
  recorded: `SELECT told.id FROM unnest($1::int[]) AS told(id) WHERE NOT EXISTS (
    SELECT 1 FROM audit_events event
    WHERE event.phone_number_id = told.id AND event.action IN ('number_imported', 'number_created'))`,
  corrupted: `SELECT told.id FROM unnest($1::int[]) AS told(id) WHERE NOT EXISTS (
    SELECT 1 FROM audit_events event JOIN incidents incident ON incident.id = event.incident_id
    WHERE event.phone_number_id = told.id AND incident.phone_number_id = told.id
      AND event.action = 'corruption_reported')`,
  deleted: `SELECT told.id FROM unnest($1::int[]) AS told(id)
    WHERE EXISTS (SELECT 1 FROM phone_numbers number WHERE number.id = told.id) OR 1 <> (
      SELECT count(*) FROM audit_events event
      WHERE event.phone_number_id = told.id AND event.action = 'teardown_verified')`,
  force_deleted: `SELECT told.id FROM unnest($1::int[]) AS told(id)
    WHERE EXISTS (SELECT 1 FROM phone_numbers number WHERE number.id = told.id) OR 1 <> (
      SELECT count(*) FROM audit_events event
      WHERE event.phone_number_id = told.id AND event.action = 'force_delete_confirmed')`,
};

/** What the audit log has of a number, in order. */
async function logOf(sql: Stage["sql"], id: number): Promise<string> {
  const { rows } = await sql.query<{ action: string }>(
    "SELECT action FROM audit_events WHERE phone_number_id = $1 ORDER BY seq",
    [id],
  );
  return rows.map(({ action }) => action).join(", ");
}

async function lostTransitions({ sql }: Stage, ledger: Ledger): Promise<Finding> {
  const broken: string[] = [];
  for (const word of ACKNOWLEDGED) {
    const { rows } = await sql.query<{ id: number }>(LOST[word], [ledger.of(word)]);
    for (const { id } of rows)
      broken.push(`number ${id} was told to be ${word}, its log says ${await logOf(sql, id)}`);
  }
  const open = await sql.query<{ id: number }>(`SELECT incident.id FROM incidents incident
    WHERE closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM phone_numbers WHERE id = phone_number_id)`);
  broken.push(...open.rows.map(({ id }) => `incident ${id} is open, its number is gone`));
  return { promise: "no transition is lost", broken };
}

async function auditHolds(stage: Stage): Promise<Finding> {
  const { code, out, err } = await runLineman(["audit", "verify"], stage.env);
  return { promise: "`lineman audit verify` finds the chain whole", broken: code === 0 ? [] : [out + err] };
}

/** How often each incident has a message of its own in the channel. */
function alertsByIncident({ outside }: Stage): Map<unknown, number> {
  const alerts = outside.slack
    .messages(defaults.alerts)
    .filter(({ metadata }) => metadata?.event_type === "lineman_alert");
  return timesEach(alerts.map(({ metadata }) => metadata?.event_payload["incident_id"]));
}

function doubleAlerts(stage: Stage): Finding {
  const broken = moreThanOnce(alertsByIncident(stage), "incident");
  return { promise: "no incident has two alerts", broken };
}

async function missingAlerts(stage: Stage): Promise<Finding> {
  const shown = alertsByIncident(stage);
  const { rows } = await stage.sql.query<{ id: number }>(
    "SELECT id FROM incidents WHERE own_message ORDER BY id",
  );
  const broken = rows.filter(({ id }) => !shown.has(id)).map(({ id }) => `incident ${id}`);
  return { promise: "no incident is without its alert", broken };
}

function doubleLines({ outside: { slack } }: Stage): Finding {
  const lines = slack
    .messages(defaults.alerts)
    // A reply that is shown in the channel as well is no second one.
    .filter(({ threadTs }) => threadTs === undefined)
    .flatMap(({ ts }) => slack.thread(defaults.alerts, ts))
    .filter(({ metadata }) => metadata?.event_type === "lineman_note");
  const times = timesEach(lines.map(({ metadata }) => metadata?.event_payload["note_id"]));
  return { promise: "no line of a thread is said twice", broken: moreThanOnce(times, "line") };
}

function timesEach(values: readonly unknown[]): Map<unknown, number> {
  const times = new Map<unknown, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return times;
}

function moreThanOnce(times: ReadonlyMap<unknown, number>, what: string): string[] {
  return [...times].filter(([, each]) => each > 1).map(([id, each]) => `${what} ${id}: ${each} times`);
}

async function doubleForceDeletes({ sql }: Stage): Promise<Finding> {
  const { rows } = await sql.query<{ id: number; times: number }>(
    `SELECT phone_number_id AS id, count(*)::int AS times FROM audit_events
     WHERE action IN ('force_delete_confirmed', 'teardown_verified')
     GROUP BY 1 HAVING count(*) > 1`,
  );
  const broken = rows.map(({ id, times }) => `number ${id}: ${times} times`);
  return { promise: "no number is removed twice", broken };
}

/** Everything that is still there outside must be known: to a number, or to the register of leftovers. */
async function unregistered({ sql, outside }: Stage): Promise<Finding> {
  const twilio = outside.twilio
    .resources()
    .map(({ sid }) => sid)
    .filter((sid) => /^(TK|CL|AL|NY)/.test(sid));
  const trunks = [...outside.livekit.inboundTrunks(), ...outside.livekit.outboundTrunks()];
  const livekit = [
    ...trunks.map((trunk) => String(trunk["sip_trunk_id"])),
    ...outside.livekit.dispatchRules().map((rule) => String(rule["sip_dispatch_rule_id"])),
  ];
  const { rows } = await sql.query<{ sid: string }>(
    `SELECT sid FROM unnest($1::text[]) sid
     WHERE NOT EXISTS (SELECT 1 FROM leftovers WHERE leftovers.sid = sid.sid)
       AND NOT EXISTS (SELECT 1 FROM external_resources resource
         JOIN phone_numbers ON phone_numbers.id = phone_number_id WHERE resource.sid = sid.sid)`,
    [[...twilio, ...livekit]],
  );
  return { promise: "nothing is left outside that nobody knows of", broken: rows.map(({ sid }) => sid) };
}

/** Answers of replicas that died under a request are no fault of theirs. */
const OF_THE_DEAD = ["bad_command_ack", "bad_view_ack"];

function brokenRules({ outside }: Stage): Finding {
  const slack = outside.slack.violations.filter(({ kind }) => !OF_THE_DEAD.includes(kind));
  const others = [...outside.twilio.violations, ...outside.livekit.violations];
  const broken = [
    ...slack.map(({ kind, method, detail }) => `Slack ${method}: ${kind} ${detail}`.slice(0, 200)),
    ...others.map(({ method, path, reason }) => `${method} ${path}: ${reason}`),
  ];
  return { promise: "no rule of Slack, Twilio or LiveKit is broken", broken };
}
