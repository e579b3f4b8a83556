import type { Command } from "commander";
import { actorLabel } from "../../domain/actor.ts";
import { caseName } from "../../domain/incident.ts";
import { incidentView, numberView } from "../print/json-views.ts";
import { numberHeading, resourceLines } from "../print/number-lines.ts";
import { inert, moment, paintFor } from "../print/paper.ts";
import type { Session } from "../session.ts";
import { parseNumberRef } from "./number-ref.ts";

/** `lineman numbers show <id|+E164>` */
export function addNumbersShow(numbers: Command, session: Session): void {
  numbers
    .command("show")
    .description("show one number and everything that it owns")
    .argument("<number>", "its id, or the telephone number itself", parseNumberRef)
    .addHelpText(
      "after",
      "\nExamples:\n  lineman numbers show 42\n  lineman numbers show +14155551234 --json\n",
    )
    .action(async (ref: ReturnType<typeof parseNumberRef>) => {
      const { number, resources, run, incident } = await session.atDesk((desk) =>
        desk.ask("showNumber", ref),
      );
      const { terminal } = session;
      if (session.isJson()) {
        const view = {
          ...numberView(number, resources),
          run: run && { requested_by: run.requestedBy, requested_at: run.requestedAt },
          incident: incident && incidentView(incident),
        };
        terminal.out(`${JSON.stringify(view, null, 2)}\n`);
        return;
      }
      const paint = paintFor(terminal);
      terminal.say(numberHeading(number, paint));
      if (run !== null)
        terminal.say(
          `A clean-up is running, begun by ${inert(actorLabel(run.requestedBy))} ${moment(run.requestedAt)}.\n`,
        );
      if (incident !== null) {
        const by =
          incident.claimedBy === null
            ? "nobody has claimed it"
            : `claimed by ${inert(actorLabel(incident.claimedBy))}`;
        terminal.say(`Case ${caseName(incident)}, open since ${moment(incident.openedAt)}: ${by}.\n`);
      }
      terminal.say(`\n${resourceLines(resources, paint)}`);
    });
}
