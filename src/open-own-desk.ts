import { setTimeout as sleep } from "node:timers/promises";
import { BUSY_FOR_MS, BUSY_POLL_MS } from "./await-directory.ts";
import { closedBy } from "./closed-by.ts";
import type { Config } from "./config.ts";
import { createCore, ids } from "./create-core.ts";
import { DeskClosed, dialBot, type OpenDesk } from "./dial-bot.ts";
import { createJobQueue } from "./jobs/create-job-queue.ts";
import { createDesk } from "./local/desk.ts";
import type { VerbName } from "./local/verb-requests.ts";
import type { CommandVerbs } from "./operations/command-verbs.ts";
import type { Log } from "./operations/ports/world.ts";
import { DirectoryInUseError } from "./persistence/embedded/directory-lock.ts";
import { hasEmbeddedDatabase } from "./persistence/embedded/open-embedded-database.ts";
import { type Database, openDatabase } from "./persistence/open-database.ts";

/** Verbs that enqueue jobs; the others only read. */
const WRITING: readonly VerbName[] = ["verifyNumber", "checkForceDelete", "forceDelete"];

/** A desk of this process, over a database that it opens itself; the bot's where that was only starting. Throws DeskClosed. */
export async function openOwnDesk(config: Config, log: Log, asItIs: boolean): Promise<OpenDesk> {
  const { url, dataDir } = config.database;
  if (url === null && !hasEmbeddedDatabase(dataDir))
    throw new DeskClosed(
      `There is no database in ${dataDir} yet.`,
      "`lineman migrate` makes one, and so does `lineman start`; or set DATABASE_URL.",
    );
  for (let waitedMs = 0; ; waitedMs += BUSY_POLL_MS) {
    const opened = await openUnlessBusy(config, log);
    if ("pool" in opened) return deskOver(opened, config, log, asItIs);
    const bot = await dialBot(config.database);
    if (bot !== null) return bot;
    if (waitedMs >= BUSY_FOR_MS)
      throw new DeskClosed(
        opened.busy,
        "It does not answer on its socket: if it is a bot that is starting or stopping, try again in a moment.",
      );
    await sleep(BUSY_POLL_MS);
  }
}

/** `busy`: another process has the directory; who. */
async function openUnlessBusy(config: Config, log: Log): Promise<Database | { busy: string }> {
  const { url, dataDir } = config.database;
  try {
    return await openDatabase({
      databaseUrl: url ?? undefined,
      dataDir,
      maxConnections: 4,
      onConnectionError: (error) => log.warn({ err: error }, "a database connection broke and is replaced"),
    });
  } catch (error) {
    if (error instanceof DirectoryInUseError) return { busy: error.message };
    throw closedBy(error, config.database);
  }
}

async function deskOver(opened: Database, config: Config, log: Log, asItIs: boolean): Promise<OpenDesk> {
  const queue = createJobQueue({ sql: opened.pool, embedded: opened.kind === "embedded", ids, log });
  const { verbs } = createCore({ opened, config, jobs: queue, onChange: () => {} });
  const desk = createDesk(verbs);
  let isQueueOpen = false;
  const close = async () => {
    if (isQueueOpen) await queue.stop(0);
    await opened.close();
  };
  if (!asItIs) {
    // What cannot even be looked at is closed as well.
    const reason = await unreadyBy(verbs).catch((error: unknown) => closedBy(error, config.database));
    if (reason !== null) {
      await close();
      throw reason;
    }
  }
  return {
    via: "database",
    close,
    async ask(name, request) {
      if (WRITING.includes(name) && !isQueueOpen) {
        isQueueOpen = true;
        await queue.open();
      }
      return desk.ask(name, request);
    },
  };
}

/** Why no verb may work on this database yet; null where all may. */
async function unreadyBy(verbs: Pick<CommandVerbs, "examineData">): Promise<DeskClosed | null> {
  const { pending, failed } = (await verbs.examineData({})).migrations;
  // Half applied: the tables are neither those of this version nor those of the one before.
  if (failed.length > 0)
    return new DeskClosed(
      `A migration began and did not finish (${failed.join(", ")}).`,
      "Run `lineman migrate`: it tells what to do by hand.",
    );
  if (pending.length === 0) return null;
  const what = `The database lacks ${pending.length} migration${pending.length === 1 ? "" : "s"} of this version.`;
  return new DeskClosed(what, "Run `lineman migrate` first.");
}
