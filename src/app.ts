import { createDatabaseWait } from "./await-database.ts";
import { awaitDirectory } from "./await-directory.ts";
import type { Config } from "./config.ts";
import { clock } from "./create-core.ts";
import { createJobHandlers } from "./jobs/handlers.ts";
import type { Log } from "./operations/ports/world.ts";
import { migrate } from "./persistence/migrate.ts";
import { type Database as PreparedDatabase, prepareDatabase } from "./persistence/open-database.ts";
import { type Parts, wire } from "./wire.ts";

export interface App {
  /**
   * Listens at once; resolves when the database has answered, migrations are applied and the workers run. While the database
   * is not there it is tried again, and requests are told so; rejects with what waiting does not heal.
   */
  start(): Promise<{ port: number }>;
  /** No new work; what runs may finish within the drain; then the database closes. Calls off a start that still waits. */
  stop(): Promise<void>;
}

/** All of the drain together stays under the 25 s that operators are promised. */
const DRAIN_MS = 20_000;

/** A database that was never reached has nothing to be waited for. */
const CLOSE_UNREACHED_MS = 1_000;

/** Wires everything, once. Nothing is opened or bound before `start`. */
export function createApp(config: Config, log: Log): App {
  const calledOff = new AbortController();
  let running: Promise<Running> | null = null;
  return {
    async start() {
      running = startAll(config, log, calledOff.signal);
      return { port: (await running).port };
    },
    async stop() {
      calledOff.abort();
      // A start that got through meanwhile, or has failed: what was opened must be closed.
      const started = await running?.catch(() => null);
      await started?.stop();
    },
  };
}

interface Running {
  port: number;
  stop(): Promise<void>;
}

async function startAll(config: Config, log: Log, signal: AbortSignal): Promise<Running> {
  const { url, dataDir } = config.database;
  const prepare = () =>
    prepareDatabase({
      databaseUrl: url ?? undefined,
      dataDir,
      onConnectionError: (error) => log.warn({ err: error }, "a database connection broke and is replaced"),
    });
  const opened = await awaitDirectory(prepare, dataDir, signal);
  const wait = createDatabaseWait({ clock, log });
  const parts = wire(opened, config, log, wait);
  const stop = async () => {
    parts.queue.rest();
    // Before the queue closes: a request that ends in the drain may still enqueue what follows from it.
    await Promise.all([
      parts.http.close(DRAIN_MS),
      parts.slack.drain(DRAIN_MS),
      parts.sweep.stop(),
      parts.local?.close(DRAIN_MS),
    ]);
    await parts.queue.stop(DRAIN_MS / 4);
    const closed = opened.close();
    await (wait.reason() === null ? closed : Promise.race([closed, clock.sleep(CLOSE_UNREACHED_MS)]));
    log.info({}, "stopped");
  };
  try {
    const { port } = await parts.http.listen(config.http.port, config.http.host);
    log.info({ port, database: opened.kind }, "listening");
    parts.slack.start();
    await wait.through(() => openStored(opened, parts, log), signal);
    await parts.queue.start(createJobHandlers(parts.operations, log));
    await parts.local?.listen();
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** All that needs the database before work can begin. May be repeated where it failed. */
async function openStored(
  opened: PreparedDatabase,
  { queue, sweep }: Pick<Parts, "queue" | "sweep">,
  log: Log,
): Promise<void> {
  await opened.check();
  const applied = await migrate(opened.pool, { onWarning: (message) => log.warn({}, message) });
  if (applied.length > 0) log.info({ migrations: applied }, "migrations applied");
  await queue.open();
  await sweep.start();
}
