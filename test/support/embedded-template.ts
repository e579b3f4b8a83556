import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { inject } from "vitest";
import { createEmbeddedPool } from "../../src/persistence/embedded/embedded-pool.ts";
import { migrate } from "../../src/persistence/migrate.ts";

/**
 * A migrated, empty embedded database in memory. Making one from nothing takes seconds of processor time, so the first that
 * a run needs is the copy that the others begin with.
 */
export async function createFromTemplate(): Promise<PGlite> {
  const file = join(inject("scratchDirectory"), "embedded-template.tar");
  if (!existsSync(file)) await writeTemplate(file);
  return PGlite.create({ loadDataDir: new Blob([await readFile(file)]) });
}

/** Two workers may do it at once: each puts a whole file in place. */
async function writeTemplate(file: string): Promise<void> {
  const database = await PGlite.create();
  const { pool } = createEmbeddedPool(database);
  await migrate(pool);
  await pool.end();
  const dump = await database.dumpDataDir("none");
  await database.close();
  const partial = `${file}.${process.pid}`;
  await writeFile(partial, new Uint8Array(await dump.arrayBuffer()));
  await rename(partial, file);
}
