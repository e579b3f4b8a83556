import type { DatabaseWait } from "./await-database.ts";
import type { Config } from "./config.ts";
import { createOwnConnections, inPanelOrder } from "./connections.ts";
import { clock, createCore, ids } from "./create-core.ts";
import { createHttpServer } from "./http/create-http-server.ts";
import { JOB_NAMES } from "./jobs/catalog.ts";
import { createJobQueue } from "./jobs/create-job-queue.ts";
import { oldestDueJob } from "./jobs/oldest-due-job.ts";
import { createLocalServer } from "./local/create-local-server.ts";
import { meteredAlerts } from "./observability/metered-alerts.ts";
import { createMetrics } from "./observability/metrics.ts";
import { inRequest } from "./observability/request-scope.ts";
import { createOperations } from "./operations/create-operations.ts";
import type { Log } from "./operations/ports/world.ts";
import { LOOK_BUDGET_MS } from "./operations/time-budget.ts";
import type { Database as PreparedDatabase } from "./persistence/open-database.ts";
import { createReadFigures } from "./read-figures.ts";
import { createReadiness } from "./readiness.ts";
import { createSlack } from "./slack/create-slack.ts";
import { createSweep } from "./sweep.ts";

/** What an answer needs beyond a delete's budget: writing down how it ended. */
const ANSWER_MARGIN_MS = 15_000;

/** What runs side by side in one process. */
export type Parts = ReturnType<typeof wire>;

/** Builds all parts over a database that need not be there yet; nothing runs yet. */
export function wire(opened: PreparedDatabase, config: Config, log: Log, wait: DatabaseWait) {
  if (opened.kind === "embedded")
    log.warn(
      { dataDir: config.database.dataDir },
      "embedded database: it survives a crash, but not power loss",
    );

  const queue = createJobQueue({ sql: opened.pool, embedded: opened.kind === "embedded", ids, log });
  const awaitsDatabase = () => wait.reason()?.trouble ?? null;
  const onChange = () =>
    void operations
      .homesChanged()
      .catch((error: unknown) => log.error({ err: error }, "open Homes were not told of a change"));
  const metrics = createMetrics({ readFigures: () => readFigures(), jobNames: JOB_NAMES, clock: opened });
  const { meter } = metrics;
  const { deps, connections, turns, keptAnswers, verbs } = createCore({
    opened,
    config,
    jobs: queue,
    onChange,
    meter,
  });
  const readFigures = createReadFigures({ pool: opened.pool, database: deps.database, clock: deps.clock });
  const slack = createSlack({
    config: { ...config.slack, runbookUrl: config.http.docsUrl },
    turns,
    clock,
    log,
    dialling: { random: ids.random },
    meter,
    awaitsDatabase,
  });
  const own = createOwnConnections({
    slack,
    slackMode: config.slack.link.mode,
    pool: opened.pool,
    awaited: wait.reason,
    isDiskFull: opened.isDiskFull,
    oldestDueJob: () => oldestDueJob(opened.pool),
    clock: deps.clock,
  });
  const operations = createOperations({
    ...deps,
    alerts: meteredAlerts(slack.alerts, meter, deps.clock),
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
    readiness: createReadiness({ connections: own, holdsDataDir: opened.holdsDataDir, clock: deps.clock }),
    awaitsDatabase,
    metrics: metrics.scrape,
    log,
    slackListener: slack.requestListener,
    newRequestId: ids.uuid,
    newId: ids.uuid,
    clock: deps.clock,
    inRequest,
  });
  const sweep = createSweep({ listen: opened.listen, operations, log });
  const local = opened.kind === "embedded" ? createLocalServer(config.database.dataDir, verbs, log) : null;
  return { queue, operations, slack, http, sweep, local };
}
