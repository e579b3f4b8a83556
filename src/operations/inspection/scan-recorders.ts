import { type ResourceRef, resourceKey } from "../../domain/external-resource.ts";
import type { UseScan } from "../../domain/sharing.ts";
import type { Deps } from "../deps.ts";

/**
 * Other numbers of Lineman that record the same id share it, for both of them (product.md 8, import). By resource key.
 * To be read before a provider is asked: see trunk-facts.ts.
 */
export async function readRecorders(
  deps: Pick<Deps, "database">,
  numberId: number,
  refs: readonly ResourceRef[],
): Promise<Map<string, UseScan>> {
  const scanned = async (ref: ResourceRef): Promise<[string, UseScan]> => {
    const users = await deps.database.numbers.recordersOf(ref.kind, ref.sid, numberId);
    return [
      resourceKey(ref),
      { users: users.map((e164) => `number ${e164}`), incomplete: null, recorded: true },
    ];
  };
  return new Map(await Promise.all(refs.map(scanned)));
}
