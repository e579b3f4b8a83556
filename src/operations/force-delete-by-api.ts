import { ConfirmationRequired, IllegalTransition } from "../domain/errors.ts";
import { nextStatus } from "../domain/number-lifecycle.ts";
import { commitForceDelete } from "./commit-force-delete.ts";
import type { Deps } from "./deps.ts";
import { loadNumber } from "./load-number.ts";
import type { Operations } from "./operations.ts";

/**
 * The force delete of the HTTP API: the caller with the token takes the responsibility, so nothing is asked and nothing is
 * checked; what was not proven gone goes to the register of leftovers as it was last known (product.md 8).
 */
export function createForceDeleteByApi(
  deps: Pick<Deps, "database" | "clock" | "settings">,
): Operations["forceDeleteByApi"] {
  return async (id, tokenName) => {
    const { apiForceDelete } = deps.settings;
    const verified = await loadNumber(deps.database, id);
    if (nextStatus(verified.number.status, "force_delete_confirmed") === null)
      throw new IllegalTransition(verified.number.status, "force_delete_confirmed");
    if (apiForceDelete === "confirmed") throw new ConfirmationRequired("confirmation in Slack is required");
    if (apiForceDelete === "off") throw new ConfirmationRequired("disabled");
    const by = { kind: "api_token", name: tokenName } as const;
    if ((await commitForceDelete(deps, { verified, by, reason: null, basis: "api" })) !== null) return;
    // Changed between reading and removing: NotFound where somebody else removed it, else it is not corrupted any more.
    const { number } = await loadNumber(deps.database, id);
    throw new IllegalTransition(number.status, "force_delete_confirmed");
  };
}
