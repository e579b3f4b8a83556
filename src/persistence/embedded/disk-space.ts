import { statfsSync } from "node:fs";

/** One segment of the write-ahead log (16 MB), and something to write beside it. */
const NEEDED_BYTES = 24 * 1024 * 1024;

/** Whether a directory has less room left than PGlite needs to go on. */
export function isDiskFull(directory: string): boolean {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize < NEEDED_BYTES;
}
