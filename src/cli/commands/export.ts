import { resolve } from "node:path";
import type { Command } from "commander";
import { summaryJson, summaryWords } from "../print/backup-summary.ts";
import type { Session } from "../session.ts";

const HELP = `
The file holds everything that Lineman keeps, as it is at one moment: numbers
and what they own, cases, approvals, leftovers, the audit log, and work that is
under way. Stored Twilio tokens are in it as they are stored, encrypted; the
key is not. Only its owner may read it, and a file that exists is never
replaced. A bot may run meanwhile.

It is a backup for \`lineman import\`, into PostgreSQL as well as into an
embedded database. To move for good, stop the bot first: what it does after the
export is not in the file.

Examples:
  lineman export
  lineman export /backups/lineman-monday.ndjson.gz
`;

/** `lineman export` */
export function addExport(program: Command, session: Session): void {
  program
    .command("export")
    .description("write everything that Lineman keeps into one file")
    .argument(
      "[file]",
      "a new file, compressed where it ends in .gz; one named for the moment where none is given",
    )
    .addHelpText("after", HELP)
    .action(async (file: string | undefined) => {
      const path = resolve(
        file ??
          `lineman-${session
            .now()
            .toISOString()
            .replaceAll(/[-:]|\.\d+/g, "")}.ndjson.gz`,
      );
      // Also where migrations are pending: before an upgrade is when a backup is wanted.
      const summary = await session.atDesk((desk) => desk.ask("exportBackup", { path }), { asItIs: true });
      const { terminal } = session;
      if (session.isJson()) return terminal.out(`${JSON.stringify(summaryJson(summary), null, 2)}\n`);
      terminal.say(
        `Exported to ${path}: ${summaryWords(summary)}\nIts Twilio tokens open with ${keyWords(summary.keyIds)}.\n`,
      );
    });
}

function keyWords(keyIds: readonly string[]): string {
  if (keyIds.length === 0) return "no key: there are none";
  return `${keyIds.length === 1 ? "key" : "keys"} ${keyIds.join(", ")} only (ENCRYPTION_KEY): keep it elsewhere`;
}
