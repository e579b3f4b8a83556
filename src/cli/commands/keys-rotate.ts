import type { Command } from "commander";
import type { Desk, VerbAnswer } from "../../local/desk.ts";
import { EXIT } from "../exit-codes.ts";
import { inert, paintFor, table } from "../print/paper.ts";
import type { Session } from "../session.ts";
import { Interrupted } from "../terminal.ts";

/** So many are named; the count is of all. */
const MOST_NAMED = 20;

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
      const result = await session.atDesk((desk) => rotateAll(desk, session, keyId));
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

type Token = VerbAnswer<"rotateKeys">["unreadable"][number];
interface Rotation {
  rotated: number;
  unreadableCount: number;
  /** The first of them. */
  unreadable: Token[];
  currentKeyId: string;
  oldKeys: VerbAnswer<"rotateKeys">["oldKeys"];
}

/** Batch by batch; Ctrl-C stops it between two, and tells how far it came. */
function rotateAll(desk: Desk, { terminal, osUser }: Session, keyId: string): Promise<Rotation> {
  let rotated = 0;
  const unreadable: Token[] = [];
  const run = async (): Promise<Rotation> => {
    for (let afterId = 0; ; ) {
      const step = await desk.ask("rotateKeys", { osUser: osUser(), keyId, afterId });
      const { currentKeyId, oldKeys, lastId } = step;
      rotated += step.rotated;
      unreadable.push(...step.unreadable);
      const unreadableCount = unreadable.length;
      if (lastId === null)
        return {
          rotated,
          unreadableCount,
          unreadable: unreadable.slice(0, MOST_NAMED),
          currentKeyId,
          oldKeys,
        };
      afterId = lastId;
    }
  };
  return terminal.during(run, (stop) =>
    stop(
      new Interrupted(
        `Stopped: ${tokens(rotated)} encrypted anew so far, and all of them can be read as before. Run \`lineman keys rotate\` again for the rest.`,
      ),
    ),
  );
}

const tokens = (count: number) => `${count} ${count === 1 ? "token is" : "tokens are"}`;

function words(
  { rotated, unreadable, unreadableCount, currentKeyId, oldKeys }: Rotation,
  canDrop: boolean,
  paint: ReturnType<typeof paintFor>,
): string {
  const done = `${tokens(rotated)} encrypted anew, with key ${currentKeyId}.\n`;
  if (canDrop)
    return `${done}No token needs an old key any more: ENCRYPTION_KEYS_OLD can be emptied, once every bot runs with the new key.\n`;
  const still = oldKeys.map((key) => `${key.tokens} with ${key.keyId}`).join(", ");
  if (unreadableCount === 0)
    return `${done}Keep ENCRYPTION_KEYS_OLD: there are still tokens under old keys (${still}).\nA bot that runs with the old ENCRYPTION_KEY has stored them meanwhile: restart it, then run this again.\n`;
  const rows = unreadable.map(({ phoneNumberId, why }) => [String(phoneNumberId), inert(why)]);
  const more = unreadableCount > unreadable.length ? `+${unreadableCount - unreadable.length} more\n` : "";
  const named = `${unreadableCount} cannot be read:\n${table(["NUMBER", "WHY"], rows, paint, null)}${more}`;
  return `${done}There are still tokens under other keys (${still}).\n${named}Put the earlier value of ENCRYPTION_KEY into ENCRYPTION_KEYS_OLD where it is not there yet, then run this again; keep what is there until then.\n`;
}
