import type { Deps } from "./deps.ts";
import { drawSheet, findModal } from "./force-delete/force-delete-sheet.ts";
import type { Operations } from "./operations.ts";
import type { VerifyNumber } from "./verify-number.ts";

/** The live check that the modal shows. */
export function createCheckForceDelete(
  deps: Pick<Deps, "database" | "clock" | "settings">,
  verifyNumber: VerifyNumber,
): Operations["checkForceDelete"] {
  return async (modalId) => {
    const modal = await findModal(deps, modalId);
    const asker = { kind: "slack_user", id: modal.userId } as const;
    return drawSheet(deps, modalId, await verifyNumber(modal.phoneNumberId, asker));
  };
}
