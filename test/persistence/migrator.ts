// A process of its own that waits for a byte on its standard input, then migrates a database: says what it applied, or why not.
import { once } from "node:events";
import { migrate } from "../../src/persistence/migrate.ts";
import { openDatabase } from "../../src/persistence/open-database.ts";

const [databaseUrl = "", directory = ""] = process.argv.slice(2);
const database = await openDatabase({ databaseUrl, dataDir: "" });
process.stdout.write("ready\n");
await once(process.stdin, "data");
const outcome = migrate(database.pool, { directory }).then(
  (names) => `applied: ${names.join(", ")}`,
  (error: unknown) => `failed: ${error instanceof Error ? error.message : String(error)}`,
);
process.stdout.write(`${await outcome}\n`);
await database.close();
process.stdin.destroy();
