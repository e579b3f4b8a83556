import { MOST_RETRIES, nextRetry } from "../../domain/automatic-retry.ts";
import { isCause } from "../../domain/cause.ts";
import type { Storm } from "../../domain/storm.ts";
import type { Store } from "../ports/store.ts";

/** The automatic tries of members that are due now count as made: one look has shown for all that they would fail. */
export async function putOffRetries(tx: Store, { id, cause }: Storm, now: Date): Promise<void> {
  if (!isCause(cause)) return;
  for (let retries = 0; retries <= MOST_RETRIES; retries += 1)
    await tx.storms.putOffRetries(
      id,
      retries,
      now,
      nextRetry([cause], { retries: retries + 1, now, spread: 0 }),
    );
}
