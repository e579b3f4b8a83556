import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { TEMPLATE_DATABASE } from "./global-setup.ts";

export type TestDatabase = {
  url: string;
  /** Removes the database, cutting connections that a test has left open. */
  drop(): Promise<void>;
};

/** A migrated, empty PostgreSQL database for one test file; with `migrated: false` one without any table. */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await runAsAdmin(`CREATE DATABASE ${name} TEMPLATE ${migrated ? TEMPLATE_DATABASE : "template0"}`);
  const url = new URL(inject("postgresAdminUrl"));
  url.pathname = name;
  return { url: url.href, drop: () => runAsAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Runs one statement as superuser, outside any test database. */
export async function runAsAdmin(sql: string): Promise<void> {
  const client = new pg.Client(inject("postgresAdminUrl"));
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
