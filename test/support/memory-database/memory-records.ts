import { inResourceOrder, resourceKey } from "../../../src/domain/external-resource.ts";
import type {
  DedupeStore,
  LeftoverStore,
  ModalStore,
  TeardownJournal,
  TeardownRun,
} from "../../../src/operations/ports/store.ts";
import { type Connection, isFree, NO_LEASE, nextId, replace, type Tables } from "./tables.ts";

type RunRow = Tables["runs"] extends Map<string, infer Row> ? Row : never;

function publicPart({ leaseOwner: _, leaseUntil: __, ...run }: RunRow): TeardownRun {
  return run;
}

export function createMemoryTeardowns({ tables }: Connection): TeardownJournal {
  const unfinishedOf = (numberId: number) =>
    [...tables().runs.values()].find((run) => run.phoneNumberId === numberId && run.finishedAt === null);
  const held = (owner: string) => (run: RunRow) => run.leaseOwner === owner && run.finishedAt === null;
  return {
    async open(run) {
      if (unfinishedOf(run.phoneNumberId) || tables().runs.has(run.id)) return false;
      tables().runs.set(run.id, { ...run, finishedAt: null, outcome: null, ...NO_LEASE });
      return true;
    },
    async find(runId) {
      const run = tables().runs.get(runId);
      return run ? publicPart(run) : null;
    },
    async openOf(numberId) {
      const run = unfinishedOf(numberId);
      return run ? publicPart(run) : null;
    },
    lease: async (runId, owner, now, until) =>
      replace(
        tables().runs,
        runId,
        (run) => run.finishedAt === null && isFree(run, now),
        () => ({ leaseOwner: owner, leaseUntil: until }),
      ) !== null,
    renew: async (runId, owner, until) =>
      replace(tables().runs, runId, held(owner), () => ({ leaseUntil: until })) !== null,
    finish: async (runId, owner, at, outcome) =>
      replace(tables().runs, runId, held(owner), () => ({ finishedAt: at, outcome, ...NO_LEASE })) !== null,
    listAbandoned: async (before, limit) =>
      [...tables().runs.values()]
        .filter(
          ({ finishedAt, requestedAt, leaseUntil }) =>
            finishedAt === null && requestedAt < before && (leaseUntil === null || leaseUntil < before),
        )
        .sort((a, b) => a.requestedAt.getTime() - b.requestedAt.getTime())
        .slice(0, limit)
        .map(({ id }) => id),
    async begin(runId, { action, ref, at }) {
      if (!tables().runs.has(runId)) throw new Error(`no run ${runId}`);
      const id = nextId(tables());
      const key = resourceKey(ref);
      tables().steps.set(id, { id, runId, action, key, startedAt: at, finishedAt: null, result: null });
      return id;
    },
    complete: async (stepId, at, result) =>
      void replace(
        tables().steps,
        stepId,
        () => true,
        () => ({ finishedAt: at, result }),
      ),
  };
}

export function createMemoryModals({ tables }: Connection): ModalStore {
  return {
    create: async (modal) => void tables().modals.set(modal.id, { ...modal, viewId: null, shown: null }),
    find: async (id) => tables().modals.get(id) ?? null,
    update: async (id, changes) =>
      void replace(
        tables().modals,
        id,
        () => true,
        () => changes,
      ),
  };
}

export function createMemoryLeftovers({ tables }: Connection): LeftoverStore {
  return {
    async register({ id: phoneNumberId, phoneNumber, label }, _incidentId, resources, letGo) {
      const { by: letGoBy, at: letGoAt, reason, accepted } = letGo;
      for (const { kind, sid, state, detail } of resources)
        tables().leftovers.push({
          phoneNumberId,
          phoneNumber,
          label,
          kind,
          sid,
          state: accepted && state === "present" ? "accepted" : state,
          detail,
          letGoBy,
          letGoAt,
          reason,
        });
    },
    of: async (numberId) =>
      inResourceOrder(tables().leftovers.filter(({ phoneNumberId }) => phoneNumberId === numberId)),
  };
}

export function createMemoryDedupe({ tables }: Connection): DedupeStore {
  return {
    async remember(key, now, expiresAt) {
      const until = tables().seen.get(key);
      if (until !== undefined && until > now) return false;
      tables().seen.set(key, expiresAt);
      return true;
    },
  };
}
