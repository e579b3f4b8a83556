import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";

/** What became of a submission whose window was closed before it could be drawn: a line in the alert's thread. */
export function createSayOutcome(deps: Pick<Deps, "database" | "clock">): Operations["sayOutcome"] {
  return async (modalId, text) => {
    const modal = await deps.database.modals.find(modalId);
    if (modal === null || modal.incidentId === null) return;
    const { incidentId, userId } = modal;
    const by = { kind: "slack_user", id: userId } as const;
    await deps.database.transaction(async (tx) => {
      await tx.incidents.note(incidentId, { text, by }, deps.clock.now());
      await tx.enqueue({ name: "sync_alert", incidentId });
    });
  };
}
