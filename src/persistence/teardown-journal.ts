import { resourceKey } from "../domain/external-resource.ts";
import type { TeardownJournal } from "../operations/ports/teardown-journal.ts";
import { latestLeaseEnd } from "./free-lease.ts";
import type { Queries } from "./prisma-client.ts";
import { isRowId, isUuid } from "./row-id.ts";
import { fromJson, toTeardownRun } from "./rows.ts";
import { storableText } from "./storable.ts";

/** The journal of teardowns. A lease belongs to one try, also within one process. */
export function createTeardownJournal(queries: Queries): TeardownJournal {
  const { teardownRun: runs, teardownStep: steps } = queries;
  return {
    async open({ id, phoneNumberId, requestedBy, requestedAt }) {
      const run = { id, phoneNumberId, requestedBy: fromJson({ ...requestedBy }), requestedAt };
      // The partial unique index on unfinished runs decides; a second one is skipped, not an error.
      return (await runs.createMany({ data: [run], skipDuplicates: true })).count === 1;
    },
    async find(runId) {
      const row = isUuid(runId) ? await runs.findUnique({ where: { id: runId } }) : null;
      return row && toTeardownRun(row);
    },
    async openOf(phoneNumberId) {
      if (!isRowId(phoneNumberId)) return null;
      const row = await runs.findFirst({ where: { phoneNumberId, finishedAt: null } });
      return row && toTeardownRun(row);
    },
    async lease(runId, owner, now, until) {
      if (!isUuid(runId)) return false;
      const { count } = await runs.updateMany({
        where: {
          id: runId,
          finishedAt: null,
          OR: [
            { leaseUntil: null },
            { leaseUntil: { lte: now } },
            { leaseUntil: { gt: latestLeaseEnd(until) } },
          ],
        },
        data: { leaseOwner: owner, leaseUntil: until },
      });
      return count === 1;
    },
    async renew(runId, owner, until) {
      const where = { id: runId, leaseOwner: owner, finishedAt: null };
      return (await runs.updateMany({ where, data: { leaseUntil: until } })).count === 1;
    },
    async finish(runId, owner, at, outcome) {
      const { count } = await runs.updateMany({
        where: { id: runId, leaseOwner: owner, finishedAt: null },
        data: { finishedAt: at, outcome, leaseOwner: null, leaseUntil: null },
      });
      return count === 1;
    },
    async listAbandoned(before, limit) {
      const rows = await runs.findMany({
        where: {
          finishedAt: null,
          requestedAt: { lt: before },
          OR: [{ leaseUntil: null }, { leaseUntil: { lt: before } }],
        },
        orderBy: { requestedAt: "asc" },
        take: limit,
        select: { id: true },
      });
      return rows.map(({ id }) => id);
    },
    async begin(runId, { action, ref, at }) {
      const { kind, sid } = ref;
      const step = { runId, action, kind, sid, startedAt: at };
      return (await steps.create({ data: step, select: { id: true } })).id;
    },
    async beingRemoved(refs) {
      const keys = refs.map(resourceKey);
      // By the few runs that are unfinished: the steps have no index of their own.
      const rows = await queries.$queryRaw<{ sid: string }[]>`
        SELECT DISTINCT step.sid FROM teardown_runs run JOIN teardown_steps step ON step.run_id = run.id
        WHERE run.finished_at IS NULL AND step.action = 'remove'
          AND step.kind || ':' || step.sid = ANY(${keys}::text[])
        ORDER BY step.sid`;
      return rows.map(({ sid }) => sid);
    },
    async complete(stepId, at, { outcome, cause, detail, providerCode, requestId }) {
      await steps.updateMany({
        where: { id: stepId },
        data: { finishedAt: at, outcome, cause, detail: storableText(detail), providerCode, requestId },
      });
    },
  };
}
