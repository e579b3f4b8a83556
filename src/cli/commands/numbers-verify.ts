import type { Command } from "commander";
import { numberView } from "../print/json-views.ts";
import { numberHeading, resourceLines, stateCounts } from "../print/number-lines.ts";
import { paintFor } from "../print/paper.ts";
import type { Session } from "../session.ts";
import { parseId } from "./number-ref.ts";

/** `lineman numbers verify <id>` */
export function addNumbersVerify(numbers: Command, session: Session): void {
  numbers
    .command("verify")
    .description("look at every resource at Twilio and LiveKit now, and record what was found")
    .argument("<id>", "the number's id", parseId)
    .addHelpText("after", "\nExamples:\n  lineman numbers verify 42\n  lineman numbers verify 42 --json\n")
    .action(async (id: number) => {
      const { terminal } = session;
      if (!session.isJson()) terminal.err("Checking every resource now. This takes up to 20 seconds.\n");
      const { number, resources, factsReadAt } = await session.atDesk((desk) =>
        desk.ask("verifyNumber", { id, osUser: session.osUser() }),
      );
      if (session.isJson()) {
        const view = { ...numberView(number, resources), facts_read_at: factsReadAt };
        terminal.out(`${JSON.stringify(view, null, 2)}\n`);
        return;
      }
      const paint = paintFor(terminal);
      terminal.say(`${numberHeading(number, paint)}\n${resourceLines(resources, paint)}\n`);
      terminal.say(`Checked: ${stateCounts(resources)}.\n`);
    });
}
