// A process of its own that holds an embedded database and writes until it is killed: `node --import tsx embedded-writer.ts <dir>`.
// Says "open" once, then the number of every row after its insert was acknowledged.
import { openEmbeddedDatabase } from "../../src/persistence/embedded/open-embedded-database.ts";

const { pool } = await openEmbeddedDatabase(process.argv[2] ?? "");
await pool.query("CREATE TABLE rows (id int PRIMARY KEY)");
process.stdout.write("open\n");
for (let id = 1; ; id += 1) {
  await pool.query("INSERT INTO rows VALUES ($1)", [id]);
  process.stdout.write(`${id}\n`);
}
