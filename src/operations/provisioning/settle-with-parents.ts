import { type ExternalResource, resourceKey } from "../../domain/external-resource.ts";
import type { Deps } from "../deps.ts";
import { standInRef, strikeOut } from "./stand-in.ts";

/**
 * After a look at everything: what was to be made on a trunk that is proven gone went with it, whether it was made or not. The
 * resources without what stood for that.
 */
export async function settleWithParents(
  deps: Pick<Deps, "database" | "clock">,
  numberId: number,
  looked: readonly ExternalResource[],
): Promise<ExternalResource[]> {
  const gone = new Set(looked.filter(({ state }) => state === "gone").map(({ sid }) => sid));
  const struck = new Set<string>();
  for (const intent of await deps.database.provisionings.unfinishedOf(numberId)) {
    const ref = standInRef(intent);
    if (ref === null || intent.parentSid === null || !gone.has(intent.parentSid)) continue;
    await deps.database.transaction(async (tx) => {
      await tx.provisionings.complete(intent.id, deps.clock.now(), { outcome: "with_parent", sid: null });
      await strikeOut(tx, numberId, ref);
    });
    struck.add(resourceKey(ref));
  }
  return looked.filter((resource) => !struck.has(resourceKey(resource)) || resource.firstSeenAt !== null);
}
