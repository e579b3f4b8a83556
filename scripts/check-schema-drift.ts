// Says whether prisma/schema.prisma and prisma/migrations agree; when not, prints the SQL that is missing and exits with 1.
import { PGlite } from "@electric-sql/pglite";
import { createEmbeddedPool } from "../src/persistence/embedded/embedded-pool.ts";
import { migrate } from "../src/persistence/migrate.ts";
import { findSchemaDrift } from "./schema-engine.ts";

const database = await PGlite.create();
const { pool } = createEmbeddedPool(database);
await migrate(pool);
const drift = await findSchemaDrift(pool);
if (drift !== "") {
  console.error("prisma/migrations lack what prisma/schema.prisma says:\n");
  console.log(drift);
  process.exitCode = 1;
}
await pool.end();
await database.close();
