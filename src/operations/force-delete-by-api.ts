import { ConfirmationRequired, Conflict, IllegalTransition } from "../domain/errors.ts";
import { type ExternalResource, isSettled } from "../domain/external-resource.ts";
import { nextStatus } from "../domain/number-lifecycle.ts";
import { isStale } from "../domain/proof.ts";
import type { Deps } from "./deps.ts";
import { commitForceDelete } from "./force-delete/commit-force-delete.ts";
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
    const loaded = await loadNumber(deps.database, id);
    const now = deps.clock.now();
    const verified = { ...loaded, resources: loaded.resources.map((resource) => asLastKnown(resource, now)) };
    if (nextStatus(verified.number.status, "force_delete_confirmed") === null)
      throw new IllegalTransition(verified.number.status, "force_delete_confirmed");
    if (apiForceDelete === "confirmed") throw new ConfirmationRequired("confirmation in Slack is required");
    if (apiForceDelete === "off") throw new ConfirmationRequired("disabled");
    const by = { kind: "api_token", name: tokenName } as const;
    if ((await commitForceDelete(deps, { verified, looked: null, by, reason: null, basis: "api" })) !== null)
      return;
    // Changed between reading and removing: NotFound where somebody else removed it.
    const { number } = await loadNumber(deps.database, id);
    if (nextStatus(number.status, "force_delete_confirmed") === null)
      throw new IllegalTransition(number.status, "force_delete_confirmed");
    throw new Conflict("Phone number was changed at the same moment: try again");
  };
}

/** Nobody looks before this deed, so an old proof is not one any more: the register must go on watching it. */
function asLastKnown(resource: ExternalResource, now: Date): ExternalResource {
  if (!isSettled(resource) || !isStale(resource.checkedAt, now)) return resource;
  const { state, checkedAt } = resource;
  return {
    ...resource,
    state: "unknown",
    detail: `last known ${checkedAt?.toISOString() ?? "never"}: ${state}`,
  };
}
