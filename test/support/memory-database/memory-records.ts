import { inResourceOrder, isSeenThere, resourceKey } from "../../../src/domain/external-resource.ts";
import type {
  ApprovalStore,
  LeftoverStore,
  ModalStore,
} from "../../../src/operations/ports/force-delete-store.ts";
import type { DedupeStore } from "../../../src/operations/ports/store.ts";
import type { TeardownJournal, TeardownRun } from "../../../src/operations/ports/teardown-journal.ts";
import { storableText } from "../../../src/persistence/storable.ts";
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
    beingRemoved: async (refs) =>
      refs
        .filter((ref) =>
          [...tables().steps.values()].some(
            ({ action, key, runId }) =>
              action === "remove" &&
              key === resourceKey(ref) &&
              tables().runs.get(runId)?.finishedAt === null,
          ),
        )
        .map(({ sid }) => sid)
        .sort(),
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
    create: async (modal, openedAt) =>
      void tables().modals.set(modal.id, { ...modal, viewId: null, shown: null, openedAt, closedAt: null }),
    find: async (id) => tables().modals.get(id) ?? null,
    update: async (id, changes) =>
      void replace(
        tables().modals,
        id,
        () => true,
        () => changes,
      ),
    isOpen: async (numberId, since, until) =>
      [...tables().modals.values()].some(
        ({ phoneNumberId, closedAt, openedAt }) =>
          phoneNumberId === numberId && closedAt === null && openedAt > since && openedAt <= until,
      ),
    async forget(openedBefore, limit) {
      const old = [...tables().modals.values()]
        .filter(({ openedAt }) => openedAt < openedBefore)
        .sort((a, b) => Number(a.openedAt) - Number(b.openedAt))
        .slice(0, limit);
      for (const { id } of old) tables().modals.delete(id);
      return old.length;
    },
  };
}

export function createMemoryApprovals({ tables }: Connection): ApprovalStore {
  const pending = () => [...tables().approvals.values()].filter(({ state }) => state === "pending");
  return {
    async open(approval) {
      if (pending().some(({ incidentId }) => incidentId === approval.incidentId)) return false;
      const undecided = { state: "pending", decidedBy: null, decidedAt: null } as const;
      const reason = storableText(approval.reason);
      tables().approvals.set(approval.id, { ...approval, reason, ...undecided });
      return true;
    },
    find: async (id) => tables().approvals.get(id) ?? null,
    pendingOf: async (id) => pending().find(({ incidentId }) => incidentId === id) ?? null,
    decide: async (id, state, decidedBy, decidedAt) =>
      replace(
        tables().approvals,
        id,
        (row) => row.state === "pending",
        () => ({ state, decidedBy, decidedAt }),
      ) !== null,
    listExpired: async (now, limit) =>
      pending()
        .filter(({ expiresAt, incidentId }) => {
          const closedAt = tables().incidents.get(incidentId)?.closedAt ?? null;
          return expiresAt <= now || closedAt !== null;
        })
        .sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime())
        .slice(0, limit),
  };
}

export function createMemoryLeftovers({ tables }: Connection): LeftoverStore {
  return {
    async register({ id: phoneNumberId, phoneNumber, label }, _incidentId, resources, letGo) {
      const { by: letGoBy, at: letGoAt, reason, accepted } = letGo;
      for (const resource of resources) {
        const { kind, sid, state, detail, checkedAt } = resource;
        tables().leftovers.push({
          phoneNumberId,
          phoneNumber,
          label,
          kind,
          sid,
          state: accepted && isSeenThere(resource) ? "accepted" : state,
          detail,
          checkedAt,
          letGoBy,
          letGoAt,
          reason,
        });
      }
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
