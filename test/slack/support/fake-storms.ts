import type { Incident } from "../../../src/domain/incident.ts";
import type { Storm } from "../../../src/domain/storm.ts";
import type { Operations } from "../../../src/operations/operations.ts";
import { aStorm } from "./storms.ts";

type StormOperations = Pick<
  Operations,
  | "claimStorm"
  | "releaseStorm"
  | "snoozeStorm"
  | "wakeStorm"
  | "startStormWork"
  | "openStormMember"
  | "listStormMembers"
>;

/** Storm 9, which answers everything with success; its operation's own tests have the rest. */
export function createFakeStorms(storm: Storm = aStorm(), members: Incident[] = []): StormOperations {
  return {
    claimStorm: async (_id, actor) => ({ result: "claimed", storm: { ...storm, claimedBy: actor } }),
    releaseStorm: async (_id, actor) => ({ result: "released", storm, from: actor, isOwn: true }),
    snoozeStorm: async (_id, until) => ({ result: "snoozed", storm, until }),
    wakeStorm: async () => ({ result: "woken", storm }),
    startStormWork: async () => ({ result: "started", storm, numbers: 23 }),
    openStormMember: async (id) => ({
      result: "over",
      incident: members.find((member) => member.id === id) ?? null,
    }),
    listStormMembers: async (_id, page) => ({
      storm,
      counts: { open: members.length, ownMessage: 0, removed: 0, forceDeleted: 0, resolvedElsewhere: 0 },
      members: members.slice(0, 20),
      page,
      pages: Math.max(1, Math.ceil(members.length / 20)),
    }),
  };
}
