import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "./config.ts";
import { createHttpServer } from "./http/create-http-server.ts";
import { createJobQueue } from "./jobs/create-job-queue.ts";
import { createJobHandlers } from "./jobs/handlers.ts";
import { inRequest } from "./observability/request-scope.ts";
import { createOperations } from "./operations/create-operations.ts";
import type { Ids, Log } from "./operations/ports/world.ts";
import { createDatabase } from "./persistence/create-database.ts";
import { createCredentialVault } from "./persistence/credential-vault.ts";
import { migrate } from "./persistence/migrate.ts";
import { type Database as OpenedDatabase, openDatabase } from "./persistence/open-database.ts";
import { createSecretBox } from "./persistence/secret-box.ts";
import { createLivekitProvider } from "./providers/livekit/livekit-provider.ts";
import { createTwilioProvider } from "./providers/twilio/twilio-provider.ts";
import { createReadiness } from "./readiness.ts";
import { createSlack } from "./slack/create-slack.ts";
import { startSweep } from "./sweep.ts";

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

const ids: Ids = { uuid: randomUUID, random: Math.random };
const clock = { now: () => new Date(), sleep: (ms: number) => sleep(ms) };

/** Wires everything, once. Nothing is opened or bound before `start`. */
export function createApp(config: Config, log: Log): App {
  let stopStarted: () => Promise<void> = async () => {};
  return {
    async start() {
      const opened = await openDatabase({
        databaseUrl: config.database.url ?? undefined,
        dataDir: config.database.dataDir,
        onConnectionError: (error) => log.warn({ err: error }, "a database connection broke and is replaced"),
      });
      const running = await startOver(opened, config, log).catch(async (error: unknown) => {
        await opened.close();
        throw error;
      });
      stopStarted = running.stop;
      return { port: running.port };
    },
    stop: () => stopStarted(),
  };
}

async function startOver(
  opened: OpenedDatabase,
  config: Config,
  log: Log,
): Promise<{ port: number; stop: () => Promise<void> }> {
  const applied = await migrate(opened.pool);
  if (applied.length > 0) log.info({ migrations: applied }, "migrations applied");
  if (opened.kind === "embedded")
    log.warn({ dataDir: config.database.dataDir }, "embedded database: it survives a crash, but not power loss");

  const queue = createJobQueue({ sql: opened.pool, embedded: opened.kind === "embedded", ids, log });
  await queue.open();
  const secretBox = createSecretBox(config.encryption);
  const database = createDatabase({ pool: opened.pool, secretBox, jobs: queue });
  const installation = config.twilio.account && {
    accountSid: config.twilio.account.sid,
    authToken: config.twilio.account.authToken,
  };
  const slack = createSlack({
    config: { ...config.slack, runbookUrl: config.http.docsUrl },
    clock,
    log,
  });
  const operations = createOperations({
    database,
    telephony: createTwilioProvider(config.twilio.apiUrl === null ? {} : { apiUrl: config.twilio.apiUrl }),
    realtime: createLivekitProvider(config.livekit),
    vault: createCredentialVault({ findToken: database.findToken, secretBox, installation }),
    alerts: slack.alerts,
    clock,
    ids,
    settings: {
      deleteBudgetMs: config.deleteBudgetMs,
      apiForceDelete: config.api.forceDelete,
      secondApprover: config.secondApprover,
    },
  });
  slack.serve(operations);
  const http = createHttpServer({
    operations,
    tokens: config.api.tokens,
    installation: { accountSid: installation?.accountSid ?? null, livekitUrl: config.livekit.url },
    docsUrl: config.http.docsUrl,
    answerWithinMs: config.deleteBudgetMs + ANSWER_MARGIN_MS,
    readiness: createReadiness({ pool: opened.pool, slack, clock }),
    log,
    slackListener: slack.requestListener,
    newRequestId: ids.uuid,
    inRequest,
  });

  await queue.start(createJobHandlers(operations));
  slack.start();
  const sweep = await startSweep({ listen: opened.listen, takeUpIncidents: operations.takeUpIncidents, log });
  const { port } = await http.listen(config.http.port, config.http.host);
  log.info({ port, database: opened.kind }, "listening");
  return {
    port,
    async stop() {
      await Promise.all([http.close(DRAIN_MS), slack.drain(DRAIN_MS), sweep.stop()]);
      await queue.stop(DRAIN_MS / 4);
      await opened.close();
      log.info({}, "stopped");
    },
  };
}
