// A process of its own that waits for a byte on its standard input, then tries to take the lock file: says "held" or "refused".
// With "exit" as its second argument it ends then, and gives nothing back by itself.
import { once } from "node:events";
import { acquireDirectoryLock } from "../../src/persistence/embedded/directory-lock.ts";

process.stdout.write("ready\n");
await once(process.stdin, "data");
const outcome = acquireDirectoryLock(process.argv[2] ?? "").then(
  () => "held",
  () => "refused",
);
process.stdout.write(`${await outcome}\n`);
if (process.argv[3] === "exit") process.exit();
