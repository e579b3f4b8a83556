import type { OwnConnections } from "./connections.ts";
import type { Connection } from "./operations/ports/connections.ts";
import type { Clock } from "./operations/ports/world.ts";

/** One thing that Lineman needs to work, and since when it is so. */
export interface ReadinessCheck {
  name: string;
  ok: boolean;
  since: Date | null;
  why: string | null;
}

interface ReadinessDeps {
  connections: OwnConnections;
  /** Whether this process still has its data directory to itself; null where it has none (PostgreSQL). */
  holdsDataDir: (() => boolean) | null;
  clock: Pick<Clock, "now">;
}

/**
 * What `/readyz` tells: everything that this process cannot work without. Providers are not among them: without Twilio there
 * is all the more to alert.
 */
export function createReadiness({
  connections: { database, queue, slack },
  holdsDataDir,
  clock,
}: ReadinessDeps): () => Promise<ReadinessCheck[]> {
  const startedAt = clock.now();
  let lostAt: Date | null = null;
  const directory = (holds: () => boolean): ReadinessCheck => {
    const ok = holds();
    if (!ok) lostAt ??= clock.now();
    const why = ok ? null : "another process has taken DATA_DIR over";
    return { name: "data_directory", ok, since: ok ? startedAt : lostAt, why };
  };
  return async () => [
    ...(await Promise.all([database, queue, slack].map(checkOf))),
    ...(holdsDataDir === null ? [] : [directory(holdsDataDir)]),
  ];
}

async function checkOf(connection: Connection): Promise<ReadinessCheck> {
  const { name, state, since, detail } = await connection();
  const ok = state === "ok";
  return { name, ok, since, why: ok ? null : detail };
}
