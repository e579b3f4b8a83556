import { Argument, type Command } from "commander";
import { numberView } from "../print/json-views.ts";
import { stateCounts } from "../print/number-lines.ts";
import { inert, moment, paintFor, table } from "../print/paper.ts";
import type { Session } from "../session.ts";
import { parseCount, parseId } from "./number-ref.ts";

type Status = "active" | "deleting" | "corrupted";
const STATUSES: readonly Status[] = ["corrupted", "deleting", "active"];

/** `lineman numbers list [status]` */
export function addNumbersList(numbers: Command, session: Session): void {
  numbers
    .command("list")
    .description("list the numbers, by id")
    .addArgument(new Argument("[status]", "only these").choices(STATUSES))
    .option("--after <id>", "begin after this id", parseId)
    .option("--limit <count>", "how many at most", (text) => parseCount(text, 500), 50)
    .addHelpText(
      "after",
      "\nExamples:\n  lineman numbers list corrupted\n  lineman numbers list --after 250 --json\n",
    )
    .action(async (status: Status | undefined, { after = 0, limit }: { after?: number; limit: number }) => {
      const page = { afterId: after, size: limit };
      const request = status === undefined ? { page } : { page, status };
      const { items, totalCount } = await session.atDesk((desk) => desk.ask("listNumbers", request));
      const { terminal } = session;
      const last = items.length === limit ? items.at(-1)?.number.id : undefined;
      if (session.isJson()) {
        const views = items.map(({ number, resources }) => numberView(number, resources));
        const answer = { items: views, total_count: totalCount, next_after: last ?? null };
        terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
        return;
      }
      const kind = status === undefined ? "numbers are recorded" : `numbers are ${status}`;
      if (items.length === 0) return terminal.out(after === 0 ? `No ${kind}.\n` : "There are no more.\n");
      const rows = items.map(({ number, resources }) => [
        String(number.id),
        inert(number.phoneNumber),
        number.status,
        number.corruptedAt === null ? "" : moment(number.corruptedAt),
        stateCounts(resources),
        inert(number.label),
      ]);
      const headings = ["ID", "NUMBER", "STATUS", "CORRUPTED SINCE", "RESOURCES", "LABEL"];
      terminal.out(table(headings, rows, paintFor(terminal)));
      const more =
        last === undefined ? "" : ` More: lineman numbers list ${status ? `${status} ` : ""}--after ${last}`;
      terminal.out(`${items.length} of ${totalCount}.${more}\n`);
    });
}
