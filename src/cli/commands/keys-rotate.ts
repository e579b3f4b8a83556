import type { Command } from "commander";
import type { VerbAnswer } from "../../local/desk.ts";
import { EXIT } from "../exit-codes.ts";
import { inert, paintFor, table } from "../print/paper.ts";
import type { Session } from "../session.ts";

const HELP = `
How to change the key:
  1. Make a new one, put it into ENCRYPTION_KEY and the old one into
     ENCRYPTION_KEYS_OLD. Restart every bot.
  2. lineman keys rotate
  3. When it says so, empty ENCRYPTION_KEYS_OLD and restart again.
It may be interrupted and run again, and the bot may run meanwhile.

Examples:
  lineman keys rotate
  lineman keys rotate --json
`;

/** `lineman keys rotate` */
export function addKeysRotate(keys: Command, session: Session): void {
  keys
    .command("rotate")
    .description("encrypt every stored Twilio token with the current ENCRYPTION_KEY")
    .addHelpText("after", HELP)
    .action(async () => {
      const keyId = await session.currentKeyId();
      const result = await session.atDesk((desk) =>
        desk.ask("rotateKeys", { osUser: session.osUser(), keyId }),
      );
      const { terminal } = session;
      const canDrop = result.oldKeys.length === 0;
      if (session.isJson()) {
        const answer = {
          rotated: result.rotated,
          unreadable_count: result.unreadableCount,
          unreadable: result.unreadable.map((token) => ({
            phone_number_id: token.phoneNumberId,
            key_id: token.keyId,
            why: token.why,
          })),
          current_key_id: result.currentKeyId,
          old_keys: result.oldKeys.map((key) => ({ key_id: key.keyId, tokens: key.tokens })),
          old_keys_can_be_dropped: canDrop,
        };
        terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
      } else terminal.say(words(result, canDrop, paintFor(terminal)));
      if (result.unreadableCount > 0) session.endWith(EXIT.faults);
    });
}

function words(
  { rotated, unreadable, unreadableCount, currentKeyId, oldKeys }: VerbAnswer<"rotateKeys">,
  canDrop: boolean,
  paint: ReturnType<typeof paintFor>,
): string {
  const done = `${rotated} ${rotated === 1 ? "token is" : "tokens are"} encrypted anew, with key ${currentKeyId}.\n`;
  if (canDrop)
    return `${done}No token needs an old key any more: ENCRYPTION_KEYS_OLD can be emptied, once every bot runs with the new key.\n`;
  const still = oldKeys.map(({ keyId, tokens }) => `${tokens} with ${keyId}`).join(", ");
  const kept = `Keep ENCRYPTION_KEYS_OLD: there are still tokens under old keys (${still}).\n`;
  if (unreadableCount === 0)
    return `${done}${kept}A bot that runs with the old ENCRYPTION_KEY has stored them meanwhile: restart it, then run this again.\n`;
  const rows = unreadable.map(({ phoneNumberId, why }) => [String(phoneNumberId), inert(why)]);
  const more = unreadableCount > unreadable.length ? `+${unreadableCount - unreadable.length} more\n` : "";
  return `${done}${kept}${unreadableCount} cannot be read:\n${table(["NUMBER", "WHY"], rows, paint, null)}${more}`;
}
