import { Argument, type Command } from "commander";
import { type ExternalResource, isSettled } from "../../domain/external-resource.ts";
import { numberView } from "../print/json-views.ts";
import { inert, moment, paintFor, table } from "../print/paper.ts";
import type { Session } from "../session.ts";
import { parseCount, parseId } from "./number-ref.ts";

type Status = "active" | "deleting" | "corrupted";
const STATUSES: readonly Status[] = ["corrupted", "deleting", "active"];

/** Where nobody says how many. */
const SHOWN = 50;

/** `lineman numbers list [status]` */
export function addNumbersList(numbers: Command, session: Session): void {
  numbers
    .command("list")
    .description("list the numbers, by id")
    .addArgument(new Argument("[status]", "only these").choices(STATUSES))
    .option("--after <id>", "begin after this id", parseId)
    .option("--limit <count>", "how many at most", (text) => parseCount(text, 500), SHOWN)
    .addHelpText(
      "after",
      "\nExamples:\n  lineman numbers list corrupted\n  lineman numbers list --after 250 --json\n",
    )
    .action(async (status: Status | undefined, { after = 0, limit }: { after?: number; limit: number }) => {
      // One more than is shown: whether the list goes on.
      const page = { afterId: after, size: limit + 1 };
      const request = status === undefined ? { page } : { page, status };
      const { items: read, totalCount } = await session.atDesk((desk) => desk.ask("listNumbers", request));
      const { terminal } = session;
      const items = read.slice(0, limit);
      const last = read.length > limit ? items.at(-1)?.number.id : undefined;
      if (session.isJson()) {
        const views = items.map(({ number, resources }) => numberView(number, resources));
        const answer = { items: views, total_count: totalCount, next_after: last ?? null };
        terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
        return;
      }
      const kind = status === undefined ? "numbers are recorded" : `numbers are ${status}`;
      if (items.length === 0) return terminal.say(after === 0 ? `No ${kind}.\n` : "There are no more.\n");
      const rows = items.map(({ number, resources }) => [
        String(number.id),
        inert(number.phoneNumber),
        number.status,
        number.corruptedAt === null ? "" : moment(number.corruptedAt).replace(/ UTC$/, ""),
        number.status === "corrupted" ? openOf(resources) : String(resources.length),
        inert(number.label),
      ]);
      const headings = ["ID", "NUMBER", "STATUS", "SINCE (UTC)", "RESOURCES", "LABEL"];
      terminal.out(table(headings, rows, paintFor(terminal), terminal.columns));
      const words = ["lineman numbers list", ...(status ? [status] : []), `--after ${last}`];
      if (limit !== SHOWN) words.push(`--limit ${limit}`);
      const more = last === undefined ? "" : ` More: ${words.join(" ")}`;
      terminal.say(`${items.length} of ${totalCount}.${more}\n`);
    });
}

/** What is left to settle: "2 of 3 open". */
function openOf(resources: readonly Pick<ExternalResource, "state">[]): string {
  const open = resources.filter((resource) => !isSettled(resource)).length;
  return `${open} of ${resources.length} open`;
}
