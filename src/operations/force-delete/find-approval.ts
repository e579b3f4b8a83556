import { NotFound } from "../../domain/errors.ts";
import type { Approval } from "../ports/force-delete-store.ts";
import type { Store } from "../ports/store.ts";

/** The wish behind a button. Throws NotFound where it is unknown: the button was never ours. */
export async function findApproval(store: Pick<Store, "approvals">, id: string): Promise<Approval> {
  const approval = await store.approvals.find(id);
  if (approval === null) throw new NotFound("This request is not known. Look at the number's alert.");
  return approval;
}
