import { type ResourceRef, resourceKey } from "../../domain/external-resource.ts";
import { resourceMade } from "../../domain/provisioned-resource.ts";
import type { ProvisionIntent } from "../ports/provisioning-store.ts";
import type { Store } from "../ports/store.ts";

/**
 * What stands for something that may have been made: its name, where nobody has learnt its id. The link of a number has the id of
 * the number, so it can be looked at. Null where it would be no resource of its own.
 */
export function standInRef({ action, name, parentSid, memberSid }: ProvisionIntent): ResourceRef | null {
  return resourceMade(action, action === "link_number" && memberSid !== null ? memberSid : name, parentSid);
}

/** It was never made, or went unseen: nothing stands for it any more. What was seen once has a proof of its own, which stays. */
export async function strikeOut(tx: Store, numberId: number, ref: ResourceRef): Promise<void> {
  const stored = (await tx.resources.of(numberId)).find((one) => resourceKey(one) === resourceKey(ref));
  if (stored?.firstSeenAt == null) await tx.resources.forget(numberId, ref);
}
