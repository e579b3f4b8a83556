import type { Command } from "commander";
import { actorLabel } from "../../domain/actor.ts";
import { KIND_WORDS, STATE_WORD } from "../../domain/resource-words.ts";
import type { VerbAnswer } from "../../local/desk.ts";
import { leftoverView, numberView } from "../print/json-views.ts";
import { inert, moment, paintFor } from "../print/paper.ts";
import { type Session, UsageError } from "../session.ts";
import { parseCount } from "./number-ref.ts";

type Leftover = VerbAnswer<"listLeftovers">["items"][number];

const PAGE_SIZE = 50;
const WORDS = { ...STATE_WORD, accepted: "still there, accepted" };

/** `lineman leftovers [SID]` */
export function addLeftovers(program: Command, session: Session): void {
  program
    .command("leftovers")
    .description("what force deletes left behind and nobody has settled; with an id, what that is or was")
    .argument("[sid]", "an id of Twilio (TK...) or LiveKit (ST_...)")
    .option("--page <number>", "which page of the list", (text) => parseCount(text, 1_000_000), 1)
    .addHelpText(
      "after",
      "\nExamples:\n  lineman leftovers\n  lineman leftovers TK0123456789abcdef0123456789abcdef\n",
    )
    .action(async (sid: string | undefined, { page }: { page: number }) => {
      if (sid === undefined) return list(session, page);
      if (sid.trim() === "")
        throw new UsageError("The id is empty. Give one (TK..., ST_...), or none for the whole list.");
      await find(session, sid.trim());
    });
}

async function list(session: Session, number: number): Promise<void> {
  const { terminal } = session;
  const { items, totalCount } = await session.atDesk((desk) =>
    desk.ask("listLeftovers", { number, size: PAGE_SIZE }),
  );
  if (session.isJson()) {
    const answer = { items: items.map(leftoverView), total_count: totalCount, page: number };
    return terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
  }
  if (totalCount === 0)
    return terminal.say("Nothing is left over: every id of every force delete is settled.\n");
  const paint = paintFor(terminal);
  const listed = items.map((leftover) => {
    const name = `${KIND_WORDS[leftover.kind]} ${inert(leftover.sid)}`;
    return `${paint("bold", name)}\n  of ${numberOf(leftover)}\n${historyOf(leftover)}`;
  });
  const pages = Math.max(1, Math.ceil(totalCount / PAGE_SIZE));
  const more = number < pages ? ` More: lineman leftovers --page ${number + 1}` : "";
  terminal.say(`${listed.join("")}\n${items.length} of ${totalCount}.${more}\n`);
}

async function find(session: Session, sid: string): Promise<void> {
  const { terminal } = session;
  const finding = await session.atDesk((desk) => desk.ask("findLeftovers", { sid }));
  if (session.isJson()) terminal.out(`${JSON.stringify(findingView(finding), null, 2)}\n`);
  else terminal.say(findingWords(finding));
}

function findingView({ sid, owners, leftovers, more }: VerbAnswer<"findLeftovers">) {
  return {
    sid,
    owners: owners.map(({ number, resources }) => numberView(number, resources)),
    leftovers: leftovers.map(leftoverView),
    more,
  };
}

function findingWords({ sid, owners, leftovers, more }: VerbAnswer<"findLeftovers">): string {
  if (owners.length + leftovers.length === 0)
    return `${inert(sid)} is not recorded: no number owns it, and no force delete left it behind. Whether it exists at Twilio or LiveKit was not looked at.\n`;
  const owned = owners.map(
    ({ number }) =>
      `${inert(sid)} belongs to ${inert(number.phoneNumber)} · ${inert(number.label)} · id ${number.id} · ${number.status}\n`,
  );
  const was = leftovers.map(
    (leftover) =>
      `${inert(sid)} was the ${KIND_WORDS[leftover.kind]} of ${numberOf(leftover)}\n${historyOf(leftover)}`,
  );
  const cut = more ? ["There are more numbers with it than are named here.\n"] : [];
  return [...owned, ...was, ...cut].join("");
}

const numberOf = ({ phoneNumber, label, phoneNumberId }: Leftover) =>
  `${inert(phoneNumber)} · ${inert(label)} · id ${phoneNumberId}`;

function historyOf({ state, checkedAt, letGoBy, letGoAt, reason }: Leftover): string {
  const why = reason === null ? "no reason given" : `reason: ${inert(reason)}`;
  return `  ${WORDS[state]}, last look ${moment(checkedAt)}\n  let go by ${inert(actorLabel(letGoBy))} ${moment(letGoAt)}, ${why}\n`;
}
