import { Conflict } from "../domain/errors.ts";
import type { CommandVerbs } from "./command-verbs.ts";
import type { Deps } from "./deps.ts";
import type { TokenSafe } from "./ports/token-safe.ts";

/** Small enough that nobody waits behind one. */
const BATCH = 100;

/**
 * Encrypts one batch of the stored Twilio tokens with the current key, and audits it with them: wherever a rotation is
 * interrupted, the log tells what it did, the next run takes up the rest, and tokens stay readable all the while.
 */
export function createRotateKeys(
  { clock }: Pick<Deps, "clock">,
  safe: TokenSafe,
): CommandVerbs["rotateKeys"] {
  return async ({ osUser, keyId, afterId }) => {
    const { currentKeyId } = safe;
    if (keyId !== currentKeyId)
      throw new Conflict(
        "The running bot encrypts with another ENCRYPTION_KEY than the one that is configured here. Where this one is right, restart the bot; else run this with the bot's configuration.",
      );
    const batch = await safe.rotate(afterId, BATCH, ({ rotated, unreadable }) =>
      rotated === 0
        ? null
        : {
            at: clock.now(),
            actor: { kind: "os_user", name: osUser },
            action: "keys_rotated",
            phoneNumberId: null,
            incidentId: null,
            data: { rotated, unreadable: unreadable.length, key: currentKeyId },
          },
    );
    const keys = await safe.keysInUse();
    return { ...batch, currentKeyId, oldKeys: keys.filter((key) => key.keyId !== currentKeyId) };
  };
}
