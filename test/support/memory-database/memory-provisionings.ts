import type { Provisioning, ProvisioningStore } from "../../../src/operations/ports/provisioning-store.ts";
import { type Connection, isFree, NO_LEASE, nextId, replace, type Tables } from "./tables.ts";

type Row = Tables["provisionings"] extends Map<string, infer R> ? R : never;

function publicPart({ leaseOwner: _, leaseUntil: __, ...provisioning }: Row): Provisioning {
  return provisioning;
}

export function createMemoryProvisionings({ tables }: Connection): ProvisioningStore {
  const held = (owner: string) => (row: Row) => row.leaseOwner === owner && row.finishedAt === null;
  return {
    async open(provisioning, { owner, until }) {
      const lease = { leaseOwner: owner, leaseUntil: until };
      tables().provisionings.set(provisioning.id, {
        ...provisioning,
        finishedAt: null,
        outcome: null,
        ...lease,
      });
    },
    async find(id) {
      const row = tables().provisionings.get(id);
      return row ? publicPart(row) : null;
    },
    lease: async (id, owner, now, until) =>
      replace(
        tables().provisionings,
        id,
        (row) => row.finishedAt === null && isFree(row, now),
        () => ({ leaseOwner: owner, leaseUntil: until }),
      ) !== null,
    renew: async (id, owner, until) =>
      replace(tables().provisionings, id, held(owner), () => ({ leaseUntil: until })) !== null,
    finish: async (id, owner, at, outcome) =>
      replace(tables().provisionings, id, held(owner), () => ({ finishedAt: at, outcome, ...NO_LEASE })) !==
      null,
    listAbandoned: async (before, limit) =>
      [...tables().provisionings.values()]
        .filter(
          ({ finishedAt, leaseUntil }) => finishedAt === null && (leaseUntil === null || leaseUntil < before),
        )
        .sort((a, b) => a.requestedAt.getTime() - b.requestedAt.getTime())
        .slice(0, limit)
        .map(({ id }) => id),
    async begin(intent) {
      const id = nextId(tables());
      tables().intents.set(id, { ...intent, id, finishedAt: null });
      return id;
    },
    complete: async (intentId, at) =>
      void replace(
        tables().intents,
        intentId,
        ({ finishedAt }) => finishedAt === null,
        () => ({ finishedAt: at }),
      ),
    unfinishedOf: async (numberId) =>
      [...tables().intents.values()]
        .filter(({ finishedAt }) => finishedAt === null)
        .filter(
          ({ provisioningId }) => tables().provisionings.get(provisioningId)?.phoneNumberId === numberId,
        )
        .map(({ finishedAt: _, ...intent }) => intent),
  };
}
