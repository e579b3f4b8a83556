import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../../src/persistence/migrate.ts";
import { findPostgresBinaries } from "./postgres-binaries.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A superuser's URL of the run's PostgreSQL, its database `postgres`. */
    postgresAdminUrl: string;
  }
}

/** The database that every test database is a copy of: migrated and empty. */
export const TEMPLATE_DATABASE = "lineman_template";

const STARTS_WITHIN_MS = 30_000;

/** Starts one PostgreSQL for the whole run, makes the template database, and returns what takes it all down again. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const port = await findFreePort();
  const adminUrl = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const keeper = startKeeper(port);
  await waitUntilReady(adminUrl, keeper);
  await createTemplate(adminUrl);
  project.provide("postgresAdminUrl", adminUrl);
  return async () => {
    keeper.stdin?.end();
    if (keeper.exitCode === null) await once(keeper, "exit");
  };
}

function startKeeper(port: number): ChildProcess {
  const { directory, packaged } = findPostgresBinaries();
  const script = fileURLToPath(new URL("postgres-keeper.mjs", import.meta.url));
  return spawn(process.execPath, [script, directory, String(packaged), String(port)], {
    stdio: ["pipe", "ignore", "inherit"],
    // A process group of its own: Ctrl-C reaches the run, and the run's end reaches the keeper.
    detached: true,
  });
}

async function waitUntilReady(url: string, keeper: ChildProcess): Promise<void> {
  const deadline = performance.now() + STARTS_WITHIN_MS;
  while (performance.now() < deadline) {
    if (keeper.exitCode !== null) throw new Error("The test PostgreSQL did not start; its log is above.");
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await sleep(20);
    }
  }
  keeper.stdin?.end();
  throw new Error(`The test PostgreSQL did not start within ${STARTS_WITHIN_MS} ms.`);
}

async function createTemplate(adminUrl: string): Promise<void> {
  const admin = new pg.Client(adminUrl);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = TEMPLATE_DATABASE;
  const pool = new pg.Pool({ connectionString: url.href });
  await migrate(pool);
  // A template may have no connections while it is copied.
  await pool.end();
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No free port.");
  return address.port;
}
