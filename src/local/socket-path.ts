import { join } from "node:path";

/** Where a bot on the embedded database listens for the command line. */
export function socketPathIn(dataDir: string): string {
  return join(dataDir, "lineman.sock");
}
