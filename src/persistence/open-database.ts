import pg from "pg";
import { openEmbeddedDatabase } from "./embedded/open-embedded-database.ts";
import { type Listener, type ListenOptions, listenOnPostgres } from "./listen.ts";
import { createServerClock } from "./server-clock.ts";
import { limitSilence } from "./silence.ts";

export type Database = {
  kind: "embedded" | "postgres";
  pool: pg.Pool;
  /** Starts hearing NOTIFY: on PostgreSQL over a connection of its own, on the embedded database over the pool's. */
  listen(options?: ListenOptions): Promise<Listener>;
  /** The time by the database's clock, which all replicas share; by this process's until the database answered a `check`. */
  now(): Date;
  /** Rejects when the server cannot be reached, is older than PostgreSQL 14, or does not keep its sessions in UTC. */
  check(): Promise<void>;
  /** Waits for the queries under way. Safe to call twice; listeners are closed before it. */
  close(): Promise<void>;
  /** Whether the data directory has no room left to write; null: there is none (PostgreSQL). */
  isDiskFull: (() => boolean) | null;
  /** Whether the data directory still belongs to this process; null: there is none (PostgreSQL). */
  holdsDataDir: (() => boolean) | null;
};

export type OpenDatabaseOptions = {
  /** postgres://...; without it the embedded database in `dataDir` is opened. */
  databaseUrl?: string | undefined;
  dataDir: string;
  /** Connections of the pool; PostgreSQL only. */
  maxConnections?: number;
  /** How the server lists its connections; PostgreSQL only. */
  applicationName?: string;
  /** A connection of the pool broke. The pool replaces it and the query on it rejects: there is nothing to do but to log. */
  onConnectionError?: (error: Error) => void;
};

/** What bots and commands call themselves. */
export const APPLICATION_NAME = "lineman";
const OLDEST_SERVER = 140_000;
/** As long as a transaction may last: a server that says nothing for longer has been cut off from us, or hangs. */
const LONGEST_SILENCE_MS = 20_000;

/** Opens the database and checks its server; rejects as `prepareDatabase` and `check` do. Migrations are not applied here. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const database = await prepareDatabase(options);
  try {
    await database.check();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Opens the embedded database (DirectoryInUseError while another process has it), or makes a pool for PostgreSQL without
 * connecting: whether the server is there is what `check` asks.
 */
export async function prepareDatabase(options: OpenDatabaseOptions): Promise<Database> {
  if (options.databaseUrl !== undefined) return preparePostgres(options.databaseUrl, options);
  const { listen, ...embedded } = await openEmbeddedDatabase(options.dataDir);
  return {
    kind: "embedded",
    ...embedded,
    now: () => new Date(),
    listen: async (listenOptions) => listen(listenOptions),
    check: async () => {},
  };
}

function preparePostgres(
  databaseUrl: string,
  {
    maxConnections = 10,
    applicationName = APPLICATION_NAME,
    onConnectionError = () => {},
  }: OpenDatabaseOptions,
): Database {
  const config = connectionConfig(databaseUrl, applicationName);
  const pool = new pg.Pool({ ...config, max: maxConnections });
  // A client reports a broken connection itself while it is checked out as well as while it is idle; without this listener
  // the first kind would end the process. The pool repeats the second kind.
  pool.on("connect", (client) => {
    client.on("error", onConnectionError);
    limitSilence(client, LONGEST_SILENCE_MS);
  });
  pool.on("error", () => {});
  const serverClock = createServerClock(pool);
  let closed: Promise<void> | undefined;
  const close = () => {
    serverClock.stop();
    closed ??= pool.end();
    return closed;
  };
  return {
    kind: "postgres",
    pool,
    listen: (listenOptions) => listenOnPostgres(config, listenOptions),
    now: serverClock.now,
    async check() {
      await checkServer(pool, config);
      await serverClock.look();
    },
    close,
    holdsDataDir: null,
    isDiskFull: null,
  };
}

function connectionConfig(databaseUrl: string, applicationName: string): pg.ClientConfig {
  return {
    connectionString: withSessionSettings(databaseUrl),
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/**
 * Adds settings to the URL's `options`, which node-postgres prefers to its own. The later of two wins: the URL may change the
 * timeouts but never the time zone, because Prisma's adapter sends and reads times without one.
 */
function withSessionSettings(databaseUrl: string): string {
  const [base = "", ...query] = databaseUrl.split("?");
  const params = new URLSearchParams(query.join("?"));
  const settings = [
    // Far above any query of ours; a statement or transaction that lasts longer belongs to a replica that hangs.
    "-c statement_timeout=60s",
    "-c idle_in_transaction_session_timeout=60s",
    // Another program may keep a row locked for as long as it likes: what waits for it has a connection, and others behind it.
    "-c lock_timeout=5s",
    params.get("options"),
    "-c TimeZone=UTC",
  ];
  params.set("options", settings.filter(Boolean).join(" "));
  return `${base}?${params}`;
}

async function checkServer(pool: pg.Pool, config: pg.ClientConfig): Promise<void> {
  const { host, port, database } = new pg.Client(config);
  const where = `PostgreSQL database "${database}" at ${host}:${port}`;
  const { rows } = await pool
    .query<{ time_zone: string; version: number; version_name: string }>(
      `SELECT current_setting('TimeZone') AS time_zone, current_setting('server_version_num')::int AS version,
              current_setting('server_version') AS version_name`,
    )
    .catch((error: unknown) => {
      throw new Error(`Cannot open the ${where}: ${describeError(error)}`, { cause: error });
    });
  const server = rows[0];
  if (server === undefined || server.version < OLDEST_SERVER) {
    throw new Error(`The ${where} is version ${server?.version_name}; Lineman needs PostgreSQL 14 or later.`);
  }
  if (server.time_zone !== "UTC") {
    throw new Error(
      `The ${where} keeps its sessions in ${server.time_zone} although UTC was asked for. A connection pooler in between ` +
        "drops the start-up options: let Lineman connect directly, or through a pooler in session mode that passes them on.",
    );
  }
}

/** A refused connection to a name with several addresses is an AggregateError without a message of its own. */
function describeError(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describeError).join("; ");
  return error instanceof Error ? error.message : String(error);
}
