import type { Command } from "commander";
import type { Session } from "../session.ts";

/** `lineman migrate` */
export function addMigrate(program: Command, session: Session): void {
  program
    .command("migrate")
    .description("apply the database migrations that are pending, and say which")
    .addHelpText(
      "after",
      "\n`lineman start` does this as well. Safe to run while bots run on PostgreSQL.\n\nExamples:\n  lineman migrate\n  lineman migrate --json\n",
    )
    .action(async () => {
      const { applyMigrations } = await import("../../apply-migrations.ts");
      const { terminal } = session;
      const applied = await applyMigrations(session.config(), (message) => terminal.err(`${message}\n`));
      if (session.isJson()) return terminal.out(`${JSON.stringify({ applied }, null, 2)}\n`);
      for (const name of applied) terminal.say(`Applied ${name}\n`);
      terminal.say(
        applied.length === 0
          ? "Nothing to do: all migrations are applied.\n"
          : `${applied.length} applied: the database is up to date.\n`,
      );
    });
}
