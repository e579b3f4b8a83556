import type { Actor } from "../domain/actor.ts";
import { Conflict } from "../domain/errors.ts";
import type { CommandVerbs } from "./command-verbs.ts";
import type { Deps } from "./deps.ts";
import type { TokenSafe, UnreadableToken } from "./ports/token-safe.ts";

/** Small enough that nobody waits behind one. */
const BATCH = 100;
/** So many are named; the count is of all. */
const MOST_NAMED = 20;

/**
 * Encrypts every stored Twilio token with the current key, batch by batch: what is interrupted is taken up by the next run,
 * and tokens stay readable all the while.
 */
export function createRotateKeys(
  { database, clock }: Pick<Deps, "database" | "clock">,
  safe: TokenSafe,
): CommandVerbs["rotateKeys"] {
  return async ({ osUser, keyId }) => {
    if (keyId !== safe.currentKeyId)
      throw new Conflict(
        "The running bot encrypts with another ENCRYPTION_KEY than the one that is configured here. Restart it first.",
      );
    let rotated = 0;
    const unreadable: UnreadableToken[] = [];
    for (let afterId: number | null = 0; afterId !== null; ) {
      const batch = await safe.rotate(afterId, BATCH);
      rotated += batch.rotated;
      unreadable.push(...batch.unreadable);
      afterId = batch.lastId;
    }
    const actor: Actor = { kind: "os_user", name: osUser };
    if (rotated > 0)
      await database.audit.append({
        at: clock.now(),
        actor,
        action: "keys_rotated",
        phoneNumberId: null,
        incidentId: null,
        data: { rotated, unreadable: unreadable.length, key: safe.currentKeyId },
      });
    const keys = await safe.keysInUse();
    return {
      rotated,
      unreadableCount: unreadable.length,
      unreadable: unreadable.slice(0, MOST_NAMED),
      currentKeyId: safe.currentKeyId,
      oldKeys: keys.filter((key) => key.keyId !== safe.currentKeyId),
    };
  };
}
