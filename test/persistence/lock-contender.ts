// A process of its own that waits for a byte on its standard input, then tries to take the lock file: says "held" or "refused".
import { once } from "node:events";
import { acquireDirectoryLock } from "../../src/persistence/embedded/directory-lock.ts";

process.stdout.write("ready\n");
await once(process.stdin, "data");
const outcome = acquireDirectoryLock(process.argv[2] ?? "").then(
  () => "held",
  () => "refused",
);
process.stdout.write(`${await outcome}\n`);
