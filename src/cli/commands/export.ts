import { resolve } from "node:path";
import type { Command } from "commander";
import { summaryJson, summaryWords } from "../print/backup-summary.ts";
import type { Session } from "../session.ts";
import { Interrupted } from "../terminal.ts";

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
      const { terminal } = session;
      const summary = await session.atDesk(
        (desk) =>
          terminal.during(
            () => desk.ask("exportBackup", { path }),
            (stop) => stop(new Interrupted(stoppedAt(path))),
          ),
        { asItIs: true },
      );
      if (session.isJson()) return terminal.out(`${JSON.stringify(summaryJson(summary), null, 2)}\n`);
      terminal.say(
        `Exported to ${path}: ${summaryWords(summary)}\nIts Twilio tokens open with ${keyWords(summary.keyIds)}.\n`,
      );
    });
}

/** The bot, or the transaction that is read in, may write it to its end all the same. */
const stoppedAt = (path: string) =>
  `Stopped: the database was not changed. ${path} may be whole or in part: remove it, or let \`lineman import\` tell.`;

function keyWords(keyIds: readonly string[]): string {
  if (keyIds.length === 0) return "no key: there are none";
  return `${keyIds.length === 1 ? "key" : "keys"} ${keyIds.join(", ")} only (ENCRYPTION_KEY): keep it elsewhere`;
}
