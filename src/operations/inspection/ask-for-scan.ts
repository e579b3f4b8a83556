import { awaitsScan } from "../../domain/account-scan.ts";
import type { ExternalResource } from "../../domain/external-resource.ts";
import type { Store } from "../ports/store.ts";

/** What was seen, but not looked through for other users in time, is looked at at length. In the transaction that records it. */
export async function askForScan(
  store: Pick<Store, "enqueue">,
  numberId: number,
  resources: readonly ExternalResource[],
): Promise<void> {
  const askedAtMs = Math.max(...waitingSince(resources));
  if (Number.isFinite(askedAtMs)) await store.enqueue({ name: "scan_account", numberId, askedAtMs });
}

/** When those were looked at, in ms since 1970, that wait for a longer look; none: []. */
export function waitingSince(resources: readonly ExternalResource[]): number[] {
  return resources.filter(awaitsScan).flatMap(({ checkedAt }) => checkedAt?.getTime() ?? []);
}
