import { type Command, InvalidArgumentError } from "commander";
import { assertNever } from "../../domain/errors.ts";
import type { VerbAnswer } from "../../local/desk.ts";
import { EXIT } from "../exit-codes.ts";
import { moment, paintFor } from "../print/paper.ts";
import type { Session } from "../session.ts";

const HELP = `
The chain alone cannot show that its end was cut off, or that all of it was
written anew. Give a head that was written down elsewhere (this command prints
it) to prove that as well.

Examples:
  lineman audit verify
  lineman audit verify --head 1042:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
`;

/** `lineman audit verify` */
export function addAuditVerify(audit: Command, session: Session): void {
  audit
    .command("verify")
    .description("prove the audit log's chain of hashes from its first event on")
    .option("--head <seq:hash>", "an event that must be in it", parseHead)
    .addHelpText("after", HELP)
    .action(async (flags: { head?: ReturnType<typeof parseHead> }) => {
      const head = flags.head ?? null;
      const verdict = await session.atDesk((desk) => desk.ask("verifyAudit", { head }));
      const { terminal } = session;
      if (session.isJson()) {
        const { outcome, at, events, head: last } = verdict;
        terminal.out(`${JSON.stringify({ outcome, at, events, head: last }, null, 2)}\n`);
      } else terminal.say(verdictWords(verdict, paintFor(terminal)));
      if (verdict.outcome !== "holds") session.endWith(EXIT.faults);
    });
}

function parseHead(text: string): { seq: number; hash: string } {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (seq === undefined || hash === undefined)
    throw new InvalidArgumentError("Give the number of an event, a colon and its hash (64 hex digits).");
  return { seq: Number(seq), hash: hash.toLowerCase() };
}

function verdictWords(
  { outcome, at, events, head }: VerbAnswer<"verifyAudit">,
  paint: ReturnType<typeof paintFor>,
): string {
  switch (outcome) {
    case "holds":
      return head === null
        ? "The audit log is empty: nothing is recorded yet. That proves nothing by itself, see --head.\n"
        : `${paint("green", "The audit log holds.")} ${provenWords(events, head)}`;
    case "missing":
      return `${paint("red", "The audit log is empty, and should not be")}: the database holds numbers, cases or leftovers. It was emptied; or another program wrote all of them and no bot has worked here yet. A head that was written down elsewhere (--head) or a backup tells which.\n`;
    case "broken":
      return `${paint("red", `The audit log is broken at event ${at}`)}: it was changed or forged, or one before it was taken out. Nothing from there on is proven.\n${provenWords(events, head)}`;
    case "another_chain":
      return `${paint("red", `The audit log does not have event ${at} with that hash`)}: its end was cut off, or it was written anew.\n${provenWords(events, head)}`;
    default:
      return assertNever(outcome);
  }
}

/** As far as it is proven. */
function provenWords(events: number, head: VerbAnswer<"verifyAudit">["head"]): string {
  if (head === null) return "No event follows from the start.\n";
  const follow = events === 1 ? "Event 1 follows" : `Events 1 to ${events} follow`;
  return `${follow} from the start.\nHead, of ${moment(head.at)}:\n${head.seq}:${head.hash}\n`;
}
