import { Socket } from "node:net";
import type { PoolClient } from "pg";

/**
 * Cuts a connection on which nothing has come or gone for so long; 0 lifts the limit. Nothing else ends a query whose answer
 * never comes (a firewall that drops packets): the server's own timeouts do not reach us then, and node-postgres's
 * `query_timeout` gives the connection back to the pool with the dead query still on it.
 */
export function limitSilence(client: PoolClient, ms: number): void {
  const socket = (client as PoolClient & { connection: { stream: unknown } }).connection.stream;
  // The embedded database is no network away.
  if (!(socket instanceof Socket)) return;
  socket.removeAllListeners("timeout");
  socket.setTimeout(ms);
  socket.once("timeout", () => socket.destroy(new SilentServer(ms)));
}

class SilentServer extends Error {
  readonly code = "ETIMEDOUT";
  constructor(ms: number) {
    super(`The server has not answered for ${ms / 1000} s.`);
  }
}
