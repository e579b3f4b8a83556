import { isSettled } from "../../../src/domain/external-resource.ts";
import { recordedResources } from "../../../src/domain/recorded-resources.ts";
import type { Archive, IncidentFigures } from "../../../src/operations/ports/archive.ts";
import type { LeftoverRecord } from "../../../src/operations/ports/force-delete-store.ts";
import type { Tables } from "./tables.ts";

const isOpen = ({ state }: LeftoverRecord) => state === "accepted" || !isSettled({ state });

export function createMemoryArchive(tables: () => Tables): Archive {
  const eventsOf = (id: number) => tables().audit.filter(({ phoneNumberId }) => phoneNumberId === id);
  const openLeftovers = () => tables().leftovers.filter(isOpen);
  return {
    listEventsOf: async (id, { offset, limit }) =>
      eventsOf(id)
        .reverse()
        .slice(offset, offset + limit),
    countEventsOf: async (id) => eventsOf(id).length,
    async listNumberIdsOf(e164, limit) {
      const { numbers, incidents, leftovers, audit } = tables();
      const ids = [
        ...[...numbers.values()].filter(({ phoneNumber }) => phoneNumber === e164).map(({ id }) => id),
        ...[...incidents.values(), ...leftovers]
          .filter(({ phoneNumber }) => phoneNumber === e164)
          .map(({ phoneNumberId }) => phoneNumberId),
        ...audit.flatMap(({ data, phoneNumberId }) =>
          phoneNumberId !== null && (data as { phone_number?: unknown }).phone_number === e164
            ? [phoneNumberId]
            : [],
        ),
      ];
      return [...new Set(ids)].sort((a, b) => b - a).slice(0, limit);
    },
    listOpenLeftovers: async ({ offset, limit }) =>
      openLeftovers()
        .sort((a, b) => a.letGoAt.getTime() - b.letGoAt.getTime())
        .slice(offset, offset + limit),
    countOpenLeftovers: async () => counted(openLeftovers().map(({ state }) => state)),
    listLeftoversBySid: async (sids, limit) =>
      tables()
        .leftovers.filter(({ sid }) => sids.includes(sid))
        .sort((a, b) => b.letGoAt.getTime() - a.letGoAt.getTime())
        .slice(0, limit),
    async listOwnersOf(sids, limit) {
      const owners = [...tables().numbers.values()]
        .filter(({ status }) => status !== "provisioning")
        .flatMap((number) => {
          const known = [...(tables().resources.get(number.id)?.values() ?? [])];
          const owned = new Set([...recordedResources(number), ...known].map(({ sid }) => sid));
          return [...owned]
            .filter((sid) => sids.includes(sid))
            .sort()
            .map((sid) => ({ sid, numberId: number.id }));
        });
      return owners.slice(0, limit);
    },
    countIncidents: async (since, mostCauses) => figures(tables(), since, mostCauses),
  };
}

function figures({ incidents }: Tables, since: Date, mostCauses: number): IncidentFigures {
  const all = [...incidents.values()];
  const open = all.filter(({ closedAt }) => closedAt === null);
  const opened = all.filter(({ openedAt }) => openedAt >= since);
  const closed = all.filter(({ closedAt }) => closedAt !== null && closedAt >= since);
  const ends = counted(closed.map(({ outcome, closedBasis }) => `${outcome} ${closedBasis}`));
  const causes = [...counted(opened.map(({ cause }) => cause))].map(([cause, count]) => ({ cause, count }));
  const oldest = Math.min(...open.map(({ openedAt }) => openedAt.getTime()));
  return {
    open: {
      count: open.length,
      claimed: open.filter(({ claimedBy }) => claimedBy !== null).length,
      oldestAt: open.length === 0 ? null : new Date(oldest),
    },
    opened: opened.length,
    closed: [...ends]
      .map(([end, count]) => {
        const row = closed.find(({ outcome, closedBasis }) => `${outcome} ${closedBasis}` === end)!;
        return { outcome: row.outcome!, basis: row.closedBasis, count };
      })
      .sort((a, b) => b.count - a.count),
    medianOpenMs: median(closed.map(({ openedAt, closedAt }) => closedAt!.getTime() - openedAt.getTime())),
    causes: causes
      .sort((a, b) => b.count - a.count || String(a.cause).localeCompare(String(b.cause)))
      .slice(0, mostCauses),
  };
}

function counted<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return Math.round(((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2);
}
