import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";

/** A person closed the window. What belongs to nobody, or to somebody else, is left as it is. */
export function createCloseForceDelete(
  deps: Pick<Deps, "database" | "clock">,
): Operations["closeForceDelete"] {
  return async (modalId, userId) => {
    const modal = await deps.database.modals.find(modalId);
    if (modal === null || modal.userId !== userId || modal.closedAt !== null) return;
    await deps.database.modals.update(modalId, { closedAt: deps.clock.now() });
  };
}
