import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { freePort } from "../../standins/bot-process.ts";
import { findPostgresBinaries } from "./postgres-binaries.ts";

const STARTS_WITHIN_MS = 30_000;

/** Starts an empty PostgreSQL that ends with this process. `adminUrl`: a superuser's, its database `postgres`. */
export async function startPostgres(): Promise<{ adminUrl: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const adminUrl = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const keeper = startKeeper(port);
  await waitUntilReady(adminUrl, keeper);
  const stop = async () => {
    keeper.stdin?.end();
    if (keeper.exitCode === null) await once(keeper, "exit");
  };
  return { adminUrl, stop };
}

function startKeeper(port: number): ChildProcess {
  const { directory, packaged } = findPostgresBinaries();
  const script = fileURLToPath(new URL("postgres-keeper.mjs", import.meta.url));
  return spawn(process.execPath, [script, directory, String(packaged), String(port)], {
    stdio: ["pipe", "ignore", "inherit"],
    // A process group of its own: Ctrl-C reaches the run, and the run's end reaches the keeper.
    detached: true,
  });
}

async function waitUntilReady(url: string, keeper: ChildProcess): Promise<void> {
  const deadline = performance.now() + STARTS_WITHIN_MS;
  while (performance.now() < deadline) {
    if (keeper.exitCode !== null) throw new Error("The test PostgreSQL did not start; its log is above.");
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await sleep(20);
    }
  }
  keeper.stdin?.end();
  throw new Error(`The test PostgreSQL did not start within ${STARTS_WITHIN_MS} ms.`);
}
