import type { Actor } from "../../../src/domain/actor.ts";
import { decideClaim, decideRelease } from "../../../src/domain/claim.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import { decideSnooze, isSnoozed } from "../../../src/domain/snooze.ts";
import type { Operations } from "../../../src/operations/operations.ts";

type ClaimOperations = Pick<
  Operations,
  "claimIncident" | "releaseIncident" | "snoozeIncident" | "wakeIncident" | "redrawAlert"
>;

/** Claims and snoozes over incidents in memory, with the real decisions. `ended`: how an incident ended that is not open. */
export function createFakeClaims(
  open: () => Incident[],
  ended: (id: number) => Incident | null,
): ClaimOperations {
  const find = (id: number) => open().find((incident) => incident.id === id);
  const over = (id: number) => ({ result: "over", incident: ended(id) }) as const;
  return {
    async claimIncident(id: number, actor: Actor) {
      const incident = find(id);
      if (!incident) return over(id);
      const decided = decideClaim(incident, actor);
      if (decided.decision === "taken")
        return { result: "taken", incident, by: decided.by, since: decided.since };
      if (decided.decision === "already_yours") return { result: "already_yours", incident };
      Object.assign(incident, { claimedBy: actor, claimedAt: new Date() });
      return { result: "claimed", incident };
    },
    async releaseIncident(id: number, actor: Actor) {
      const incident = find(id);
      if (!incident) return over(id);
      const decided = decideRelease(incident, actor);
      if (decided.decision === "not_claimed") return { result: "not_claimed", incident };
      Object.assign(incident, { claimedBy: null, claimedAt: null });
      const { from, since, isOwn } = decided;
      return { result: "released", incident, from, since, isOwn };
    },
    async snoozeIncident(id: number, until: Date, actor: Actor) {
      const incident = find(id);
      if (!incident) return over(id);
      // The clock of the surface may be ahead of the real one.
      const decided = decideSnooze(incident, { until, actor, at: new Date(0) });
      if (decided.decision === "already") return { result: "already", incident, until: decided.until };
      Object.assign(incident, { snoozedUntil: until, snoozedBy: actor });
      return { result: "snoozed", incident, until };
    },
    async wakeIncident(id: number) {
      const incident = find(id);
      if (!incident) return over(id);
      if (!isSnoozed(incident, new Date())) return { result: "not_snoozed", incident };
      Object.assign(incident, { snoozedUntil: null, snoozedBy: null });
      return { result: "woken", incident };
    },
    redrawAlert: async (id: number) => find(id) ?? ended(id),
  };
}
