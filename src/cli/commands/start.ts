import type { Command } from "commander";
import type { Session } from "../session.ts";

/** `lineman start` */
export function addStart(program: Command, session: Session): void {
  program
    .command("start")
    .description("run the bot: Slack, the HTTP API and the job worker")
    .addHelpText(
      "after",
      "\nSIGTERM or SIGINT ends it within 25 seconds; a second signal at once.\n\nExamples:\n  lineman start\n  LOG_LEVEL=debug lineman start\n",
    )
    .action(async () => {
      const config = session.config();
      // Loaded only now: faults in the configuration are told at once, without the SDKs.
      const { startLineman } = await import("../../start-lineman.ts");
      await startLineman(config);
      session.keepRunning();
    });
}
