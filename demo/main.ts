import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBot } from "../standins/bot-process.ts";
import { API_TOKEN, startOutside } from "../standins/outside.ts";
import { tellStory } from "./story.ts";
import { note, tell } from "./terminal.ts";

/** Starts the real bot on the embedded database with stand-ins around it, tells the main job, and stays up. */
const dataDir = await mkdtemp(join(tmpdir(), "lineman-demo-"));
const outside = await startOutside();
note("Starting Lineman on the embedded database, with stand-ins for Slack, Twilio and LiveKit …");
const bot = await startBot({ ...outside.env, DATA_DIR: dataDir, LOG_LEVEL: "warn" });
outside.slack.connect(bot.url);

let exitCode = 0;
try {
  await tellStory(outside, bot.url);
  tell("Lineman stays up until Ctrl-C. Look around:");
  note(`curl -H 'Authorization: Bearer ${API_TOKEN}' ${bot.url}/api/v2/phone_numbers`);
  note(`${bot.url}/runbook    the manual clean-up guide that alerts link to`);
  note(`${bot.url}/readyz     what works, and since when`);
  if (!process.argv.includes("--once"))
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
} catch (error) {
  exitCode = 1;
  console.error(error);
  console.error(bot.output());
} finally {
  await bot.stop();
  await outside.close();
  await rm(dataDir, { recursive: true, force: true });
}
process.exit(exitCode);
