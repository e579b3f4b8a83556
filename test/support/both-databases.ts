import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { createEmbeddedPool } from "../../src/persistence/embedded/embedded-pool.ts";
import { createTestDatabase } from "./database.ts";

export type OpenTestDatabase = { pool: pg.Pool; close(): Promise<void> };

/** The two kinds of database, for `describe.each`; `open` gives an empty one, without any table. */
export const BOTH_DATABASES: { kind: string; open: () => Promise<OpenTestDatabase> }[] = [
  { kind: "PostgreSQL", open: openPostgres },
  { kind: "the embedded database", open: openEmbedded },
];

async function openPostgres(): Promise<OpenTestDatabase> {
  const database = await createTestDatabase({ migrated: false });
  const pool = new pg.Pool({ connectionString: database.url });
  return {
    pool,
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
}

async function openEmbedded(): Promise<OpenTestDatabase> {
  const database = await PGlite.create();
  const { pool } = createEmbeddedPool(database);
  return {
    pool,
    close: async () => {
      await pool.end();
      await database.close();
    },
  };
}
