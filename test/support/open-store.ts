import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { JobName, JobRequest } from "../../src/operations/ports/jobs.ts";
import {
  createDatabase,
  type JobOutlet,
  type StoredDatabase,
} from "../../src/persistence/create-database.ts";
import { createEmbeddedPool } from "../../src/persistence/embedded/embedded-pool.ts";
import { openDatabase } from "../../src/persistence/open-database.ts";
import { createSecretBox, type SecretBox } from "../../src/persistence/secret-box.ts";
import { createTestDatabase } from "./database.ts";
import { createFromTemplate } from "./embedded-template.ts";

export interface MigratedDatabase {
  pool: pg.Pool;
  /** Null for the embedded database: nobody else can connect to it. */
  url: string | null;
  close(): Promise<void>;
}

/** Both kinds of database, migrated and empty, for `describe.each`. */
export const MIGRATED_DATABASES: {
  kind: string;
  embedded: boolean;
  open: () => Promise<MigratedDatabase>;
}[] = [
  { kind: "PostgreSQL", embedded: false, open: openPostgres },
  { kind: "the embedded database", embedded: true, open: openEmbedded },
];

/** A PostgreSQL database of its own, over the pool that the product uses. */
export async function openPostgres(): Promise<MigratedDatabase> {
  const { url, drop } = await createTestDatabase();
  const { pool, close } = await openDatabase({ databaseUrl: url, dataDir: "" });
  return {
    pool,
    url,
    close: async () => {
      await close();
      await drop();
    },
  };
}

async function openEmbedded(): Promise<MigratedDatabase> {
  const database = await createFromTemplate();
  const { pool } = createEmbeddedPool(database);
  return {
    pool,
    url: null,
    close: async () => {
      await pool.end();
      await database.close();
    },
  };
}

export const newKey = () => randomBytes(32).toString("base64");

/** Where jobs go in tests of the store alone: `log` holds what happened, in order. */
export function createJobRecorder(): JobOutlet & { log: string[] } {
  const log: string[] = [];
  return {
    log,
    enqueue: async (job: JobRequest, tx) => {
      // Through the transaction, as a real queue would: a closed or aborted one shows.
      await tx?.$queryRawUnsafe("SELECT 1");
      log.push(`${tx === null ? "enqueued" : "enqueued in the transaction"}: ${job.name}`);
    },
    wake: (names: readonly JobName[]) => void log.push(`woken: ${names.join(", ")}`),
  };
}

export interface OpenStore extends MigratedDatabase {
  database: StoredDatabase;
  secretBox: SecretBox;
  jobs: ReturnType<typeof createJobRecorder>;
}

/** The store over a migrated database, with a key of its own and a recorder in place of the queue. */
export async function openStore(open: () => Promise<MigratedDatabase>): Promise<OpenStore> {
  const migrated = await open();
  const secretBox = createSecretBox({ key: newKey(), oldKeys: [] });
  const jobs = createJobRecorder();
  return { ...migrated, secretBox, jobs, database: createDatabase({ pool: migrated.pool, secretBox, jobs }) };
}
