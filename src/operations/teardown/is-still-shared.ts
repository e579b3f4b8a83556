import type { ResourceRef } from "../../domain/external-resource.ts";
import type { Store } from "../ports/store.ts";

/**
 * Whether another number still records the resource that is kept for its sake. Two numbers that share something and are
 * deleted together would else each keep it for the other; the lock makes the second one see that the first is gone.
 */
export async function isStillShared(tx: Store, numberId: number, ref: ResourceRef): Promise<boolean> {
  await tx.numbers.lockResource(ref);
  return (await tx.numbers.recordersOf(ref.kind, ref.sid, numberId)).length > 0;
}
