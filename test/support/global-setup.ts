import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../../src/persistence/migrate.ts";
import { startPostgres } from "./start-postgres.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A superuser's URL of the run's PostgreSQL, its database `postgres`. */
    postgresAdminUrl: string;
    /** A directory that the workers of the run share, and that goes with it. */
    scratchDirectory: string;
  }
}

/** The database that every test database is a copy of: migrated and empty. */
export const TEMPLATE_DATABASE = "lineman_template";

/** Starts one PostgreSQL for the whole run, makes the template database, and returns what takes it all down again. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { adminUrl, stop } = await startPostgres();
  await createTemplate(adminUrl);
  project.provide("postgresAdminUrl", adminUrl);
  const scratch = await mkdtemp(join(tmpdir(), "lineman-test-run-"));
  project.provide("scratchDirectory", scratch);
  return async () => {
    await stop();
    await rm(scratch, { recursive: true, force: true });
  };
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
