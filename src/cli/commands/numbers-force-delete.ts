import type { Command } from "commander";
import { askForForm, type ForceDeleteFlags } from "../force-delete/ask-for-form.ts";
import { awaitDeed } from "../force-delete/await-deed.ts";
import { explained } from "../force-delete/explained.ts";
import { doneView, doneWords, type Outcome } from "../force-delete/outcome.ts";
import { obstacleTo, refusal } from "../force-delete/refusals.ts";
import { numberHeading, resourceLines } from "../print/number-lines.ts";
import { paintFor } from "../print/paper.ts";
import { Refused, type Session } from "../session.ts";
import { parseId } from "./number-ref.ts";

const WARNING =
  "This cannot be undone. It removes the record only: nothing in Twilio or LiveKit is cleaned up, and what is left there may go on costing money.";

const WAITING =
  "In Slack a force delete of this number waits for a second person. Where you go on here, that ends.";

const HELP = `
For when Slack is down. The same rules as in Slack: every resource is looked at
first; what is still there stops it; what nobody can tell needs your tick and a
reason. Your system user is audited, and the alert's thread is told. What the
flags leave out is asked for at a terminal.

Examples:
  lineman numbers force-delete 42
  lineman numbers force-delete 42 --digits 1234 --yes \\
    --tick twilio_sip_trunk:TK... --reason "removed by hand, OPS-812"
`;

/** `lineman numbers force-delete <id>` */
export function addNumbersForceDelete(numbers: Command, session: Session): void {
  numbers
    .command("force-delete")
    .description("remove the record of a corrupted number for ever")
    .argument("<id>", "the number's id", parseId)
    .option("--digits <digits>", "the last four digits of the number")
    .option("--tick <key>", "a resource that you removed yourself (again for each one)", collect)
    .option("--reason <text>", "why it is safe where not everything is proven gone")
    .option("--yes", "do not ask whether to go on")
    .addHelpText("after", HELP)
    .action((id: number, flags: ForceDeleteFlags) => forceDelete(session, id, flags));
}

async function forceDelete(session: Session, id: number, flags: ForceDeleteFlags): Promise<void> {
  const { terminal } = session;
  const osUser = session.osUser();
  if (!session.isJson()) terminal.err("Checking every resource now. This takes up to 20 seconds.\n");
  const sheet = await session
    .atDesk((desk) => desk.ask("checkForceDelete", { id, osUser }))
    .catch(explained(id));
  if ("result" in sheet) return tell(session, sheet);
  if (!session.isJson()) {
    const paint = paintFor(terminal);
    terminal.say(`${numberHeading(sheet.number, paint)}\n${resourceLines(sheet.resources, paint)}\n`);
  }
  const obstacle = obstacleTo(sheet);
  if (obstacle !== null) throw new Refused(obstacle);
  if (!session.isJson()) terminal.err(`${sheet.isWaiting ? `${WAITING}\n` : ""}${WARNING}\n\n`);
  // No desk is open meanwhile: a person may take their time, and the embedded database is for one process.
  const form = await askForForm(session, sheet, flags);
  const request = { id, osUser, shown: sheet.shown, form };
  const result = await session.atDesk((desk) =>
    awaitDeed(terminal, id, () => desk.ask("forceDelete", request)),
  );
  if (result.result === "refused") throw refusal(result.decision, sheet, form);
  tell(session, result);
}

function tell({ terminal, isJson }: Session, outcome: Outcome): void {
  if (isJson()) terminal.out(`${JSON.stringify(doneView(outcome), null, 2)}\n`);
  else terminal.say(doneWords(outcome));
}

const collect = (key: string, before: string[] = []) => [...before, key];
