// A process of its own that writes to an embedded database, much of it into the write-ahead log, until it ends or is killed:
// `node --import tsx log-writer.ts <dir>`. Says "open" once, then the number of every row after its insert was acknowledged.
import { openEmbeddedDatabase } from "../../src/persistence/embedded/open-embedded-database.ts";

const { pool } = await openEmbeddedDatabase(process.argv[2] ?? "");
await pool.query("CREATE TABLE rows (id int)");
process.stdout.write("open\n");
for (let id = 1; ; id += 1) {
  try {
    await pool.query(
      `WITH log AS (SELECT pg_logical_emit_message(true, 'x', repeat('x', 200000)) AS at) INSERT INTO rows SELECT ${id} FROM log`,
    );
    process.stdout.write(`${id}\n`);
  } catch (error) {
    process.stdout.write(`refused: ${error instanceof Error ? error.message : error}\n`);
  }
}
