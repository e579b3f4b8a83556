import { resolve } from "node:path";
import type { Command } from "commander";
import { toWire } from "../../local/wire.ts";
import { summaryJson, summaryWords } from "../print/backup-summary.ts";
import { moment } from "../print/paper.ts";
import type { Session } from "../session.ts";

const HELP = `
The database of this configuration (DATABASE_URL, or DATA_DIR) must be empty,
and no bot may run on it. The file is read and proven whole first; then all of
it is imported, or nothing. Migrations are applied as needed. The next start
goes on with what was under way. ENCRYPTION_KEY must be the one that the file's
Twilio tokens are encrypted with.

The bot that the file is from must not run any more: two bots would both act on
the same numbers.

Examples:
  lineman import lineman-monday.ndjson.gz
  DATABASE_URL=postgres://db/lineman lineman import lineman-monday.ndjson.gz
`;

/** `lineman import` */
export function addImport(program: Command, session: Session): void {
  program
    .command("import")
    .description("fill an empty database from a file of `lineman export`")
    .argument("<file>", "what `lineman export` has written")
    .option("--without-key", "also where the key of its Twilio tokens is lost")
    .addHelpText("after", HELP)
    .action(async (file: string, flags: { withoutKey?: boolean }) => {
      const { terminal } = session;
      const imported = await session.importBackup({
        path: resolve(file),
        withoutKey: flags.withoutKey === true,
        onWarning: (message) => terminal.err(`${message}\n`),
      });
      const { unknownJobs } = imported;
      if (session.isJson())
        return terminal.out(
          `${JSON.stringify({ ...summaryJson(toWire(imported)), unknown_jobs: unknownJobs }, null, 2)}\n`,
        );
      if (unknownJobs > 0)
        terminal.err(
          unknownJobs === 1
            ? "1 job that waited is of a kind that this version does not know: left out.\n"
            : `${unknownJobs} jobs that waited are of kinds that this version does not know: left out.\n`,
        );
      terminal.say(
        `Imported from ${imported.path}, as of ${moment(imported.madeAt.toISOString())}: ${summaryWords(imported)}\n` +
          "Next: `lineman audit verify`, then `lineman start`. The bot that the file is from must not run any more.\n",
      );
    });
}
