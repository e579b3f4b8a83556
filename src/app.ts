import type { Config } from "./config.ts";
import { createOwnConnections, inPanelOrder } from "./connections.ts";
import { clock, createCore, ids } from "./create-core.ts";
import { createHttpServer } from "./http/create-http-server.ts";
import { JOB_NAMES } from "./jobs/catalog.ts";
import { createJobQueue } from "./jobs/create-job-queue.ts";
import { createJobHandlers } from "./jobs/handlers.ts";
import { oldestDueJob } from "./jobs/oldest-due-job.ts";
import { createLocalServer } from "./local/create-local-server.ts";
import { meteredAlerts } from "./observability/metered-alerts.ts";
import { createMetrics } from "./observability/metrics.ts";
import { inRequest } from "./observability/request-scope.ts";
import { createOperations } from "./operations/create-operations.ts";
import type { Log } from "./operations/ports/world.ts";
import { LOOK_BUDGET_MS } from "./operations/time-budget.ts";
import { migrate } from "./persistence/migrate.ts";
import { type Database as OpenedDatabase, openDatabase } from "./persistence/open-database.ts";
import { createReadFigures } from "./read-figures.ts";
import { createReadiness } from "./readiness.ts";
import { createSlack } from "./slack/create-slack.ts";
import { createSweep } from "./sweep.ts";

export interface App {
  /** Opens the database, applies migrations, starts the workers and listens. */
  start(): Promise<{ port: number }>;
  /** No new work; what runs may finish within the drain; then the database closes. */
  stop(): Promise<void>;
}

/** All of the drain together stays under the 25 s that operators are promised. */
const DRAIN_MS = 20_000;
/** What an answer needs beyond a delete's budget: writing down how it ended. */
const ANSWER_MARGIN_MS = 15_000;

/** Wires everything, once. Nothing is opened or bound before `start`. */
export function createApp(config: Config, log: Log): App {
  let running: Promise<Running> | null = null;
  return {
    async start() {
      running = startAll(config, log);
      return { port: (await running).port };
    },
    async stop() {
      // A stop that comes while it still starts waits for it: what was opened must be closed.
      const started = await running?.catch(() => null);
      await started?.stop();
    },
  };
}

interface Running {
  port: number;
  stop(): Promise<void>;
}

async function startAll(config: Config, log: Log): Promise<Running> {
  const opened = await openDatabase({
    databaseUrl: config.database.url ?? undefined,
    dataDir: config.database.dataDir,
    onConnectionError: (error) => log.warn({ err: error }, "a database connection broke and is replaced"),
  });
  const parts = await wire(opened, config, log).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
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
    await opened.close();
    log.info({}, "stopped");
  };
  try {
    await parts.queue.start(createJobHandlers(parts.operations, log));
    parts.slack.start();
    await parts.sweep.start();
    await parts.local?.listen();
    const { port } = await parts.http.listen(config.http.port, config.http.host);
    log.info({ port, database: opened.kind }, "listening");
    return { port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Builds all parts over an open database; nothing runs yet. */
async function wire(opened: OpenedDatabase, config: Config, log: Log) {
  const applied = await migrate(opened.pool, { onWarning: (message) => log.warn({}, message) });
  if (applied.length > 0) log.info({ migrations: applied }, "migrations applied");
  if (opened.kind === "embedded")
    log.warn(
      { dataDir: config.database.dataDir },
      "embedded database: it survives a crash, but not power loss",
    );

  const queue = createJobQueue({ sql: opened.pool, embedded: opened.kind === "embedded", ids, log });
  await queue.open();
  const onChange = () =>
    void operations
      .homesChanged()
      .catch((error: unknown) => log.error({ err: error }, "open Homes were not told of a change"));
  const metrics = createMetrics({ readFigures: () => readFigures(), jobNames: JOB_NAMES, clock });
  const { meter } = metrics;
  const { deps, connections, turns, keptAnswers, verbs } = createCore({
    opened,
    config,
    jobs: queue,
    onChange,
    meter,
  });
  const readFigures = createReadFigures({ pool: opened.pool, database: deps.database, clock });
  const slack = createSlack({
    config: { ...config.slack, runbookUrl: config.http.docsUrl },
    turns,
    clock,
    log,
    dialling: { random: ids.random },
    meter,
  });
  const own = createOwnConnections({
    slack,
    slackMode: config.slack.link.mode,
    pool: opened.pool,
    oldestDueJob: () => oldestDueJob(opened.pool),
    clock,
  });
  const operations = createOperations({
    ...deps,
    alerts: meteredAlerts(slack.alerts, meter, clock),
    homes: slack.homes,
    connections: inPanelOrder(own, connections),
  });
  slack.serve(operations);
  const http = createHttpServer({
    operations,
    tokens: config.api.tokens,
    keptAnswers,
    installation: { accountSid: config.twilio.account?.sid ?? null, livekitUrl: config.livekit.url },
    docsUrl: config.http.docsUrl,
    // A create that fails at its end takes everything down again, on a second budget.
    answerWithinMs: Math.max(2 * config.deleteBudgetMs, LOOK_BUDGET_MS) + ANSWER_MARGIN_MS,
    readiness: createReadiness({ connections: own, holdsDataDir: opened.holdsDataDir, clock }),
    metrics: metrics.scrape,
    log,
    slackListener: slack.requestListener,
    newRequestId: ids.uuid,
    newId: ids.uuid,
    clock,
    inRequest,
  });
  const sweep = createSweep({ listen: opened.listen, takeUpIncidents: operations.takeUpIncidents, log });
  const local = opened.kind === "embedded" ? createLocalServer(config.database.dataDir, verbs, log) : null;
  return { queue, operations, slack, http, sweep, local };
}
