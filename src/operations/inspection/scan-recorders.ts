import type { ResourceRef } from "../../domain/external-resource.ts";
import type { UseScan } from "../../domain/sharing.ts";
import type { Deps } from "../deps.ts";

/** Other numbers of Lineman that record the same id share it: for both of them (product.md 8, import). */
export async function scanRecorders(
  deps: Pick<Deps, "database">,
  numberId: number,
  ref: ResourceRef,
): Promise<UseScan> {
  const users = await deps.database.numbers.recordersOf(ref.kind, ref.sid, numberId);
  return { users: users.map((e164) => `number ${e164}`), incomplete: null, recorded: true };
}
