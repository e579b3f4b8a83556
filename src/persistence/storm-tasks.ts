import type { StormTasks } from "../operations/ports/storm-store.ts";
import { latestLeaseEnd } from "./free-lease.ts";
import type { Queries } from "./prisma-client.ts";
import { fromJson } from "./rows.ts";
import { storableText } from "./storable.ts";

/** What is done for all members of a storm. The tasks of what was begun last stay until something else is begun. */
export function createStormTasks(queries: Queries): StormTasks {
  const { storm: storms, stormTask: tasks } = queries;
  return {
    async start(stormId, { kind, by, at, dueBefore }) {
      await tasks.deleteMany({ where: { stormId } });
      const started = await queries.$executeRaw`
        INSERT INTO storm_tasks (storm_id, incident_id, phone_number_id)
        SELECT storm_id, id, phone_number_id FROM incidents
        WHERE storm_id = ${stormId} AND closed_at IS NULL AND (${dueBefore}::timestamptz IS NULL
          OR (NOT own_message AND next_retry_at <= ${dueBefore}::timestamptz))
        ORDER BY id`;
      await storms.updateMany({
        where: { id: stormId },
        data: {
          workKind: kind,
          workBy: fromJson({ ...by }),
          workStartedAt: at,
          workEndedAt: null,
          workObstacle: null,
          alertWanted: { increment: 1 },
        },
      });
      return started;
    },
    async finish(stormId, at, obstacle) {
      const workObstacle = obstacle === null ? null : storableText(obstacle);
      const where = { id: stormId, workKind: { not: null }, workEndedAt: null };
      const data = { workEndedAt: at, workObstacle, alertWanted: { increment: 1 } };
      return (await storms.updateMany({ where, data })).count === 1;
    },
    async counts(stormId) {
      const rows = await tasks.groupBy({ by: ["state"], where: { stormId }, _count: true });
      const of = (state: string) => rows.find((row) => row.state === state)?._count ?? 0;
      return {
        waiting: of("pending"),
        running: of("running"),
        done: of("done"),
        failed: of("failed"),
        skipped: of("skipped"),
      };
    },
    listWaiting: (stormId, limit) =>
      tasks.findMany({
        where: { stormId, state: "pending" },
        orderBy: { incidentId: "asc" },
        take: limit,
        select: { incidentId: true, phoneNumberId: true },
      }),
    async begun(stormId, incidentId, runId, at) {
      const where = { stormId, incidentId, state: "pending" };
      const data = { state: "running", runId, startedAt: at };
      return (await tasks.updateMany({ where, data })).count === 1;
    },
    async ended(stormId, incidentId, state, at) {
      const where = { stormId, incidentId, state: { in: ["pending", "running"] } };
      await tasks.updateMany({ where, data: { state, finishedAt: at } });
    },
    async settle(stormId, at) {
      await queries.$executeRaw`
        UPDATE storm_tasks SET state = CASE WHEN run.outcome = 'removed' THEN 'done' ELSE 'failed' END,
          finished_at = ${at}::timestamptz
        FROM teardown_runs run
        WHERE storm_id = ${stormId} AND state = 'running' AND run.id = run_id AND run.finished_at IS NOT NULL`;
      await queries.$executeRaw`
        UPDATE storm_tasks SET state = 'skipped', finished_at = ${at}::timestamptz
        FROM incidents
        WHERE storm_tasks.storm_id = ${stormId} AND storm_tasks.state IN ('pending', 'running')
          AND incidents.id = storm_tasks.incident_id AND incidents.closed_at IS NOT NULL`;
    },
    async lease(stormId, owner, now, until) {
      const free = [
        { workLeaseUntil: null },
        { workLeaseUntil: { lte: now } },
        { workLeaseUntil: { gt: latestLeaseEnd(until) } },
        { workLeaseOwner: owner },
      ];
      const where = { id: stormId, OR: free };
      const data = { workLeaseOwner: owner, workLeaseUntil: until };
      return (await storms.updateMany({ where, data })).count === 1;
    },
    async giveUp(stormId, owner) {
      const where = { id: stormId, workLeaseOwner: owner };
      await storms.updateMany({ where, data: { workLeaseOwner: null, workLeaseUntil: null } });
    },
    async listAbandoned(now, limit) {
      const rows = await queries.$queryRaw<{ id: number }[]>`
        SELECT id FROM storms
        WHERE ended_at IS NULL AND (work_lease_until IS NULL OR work_lease_until <= ${now}::timestamptz)
          AND (probed_at IS NULL OR (work_kind IS NOT NULL AND work_ended_at IS NULL))
        ORDER BY id LIMIT ${limit}`;
      return rows.map(({ id }) => id);
    },
  };
}
