import { databaseTrouble } from "./domain/database-trouble.ts";
import type { Connection, ConnectionName, ConnectionReport } from "./operations/ports/connections.ts";
import type { Clock } from "./operations/ports/world.ts";

interface OwnConnectionsDeps {
  slack: { ready(): { ok: boolean; why: string | null; since: Date } };
  slackMode: "http" | "socket";
  pool: { query(sql: string): Promise<unknown> };
  /** Why the database was not reached since the start, and since when; null once it was. */
  awaited(): { trouble: string; since: Date } | null;
  /** Whether the data directory has no room left; null where there is none. */
  isDiskFull: (() => boolean) | null;
  oldestDueJob(): Promise<{ name: string; dueSince: Date } | null>;
  clock: Pick<Clock, "now">;
}

/** A job that is due is begun within a second; one that waits so long tells that nobody works, or far too few. */
const LATE_MS = 120_000;

/** Well inside the time of a balancer that asks /readyz. */
const LONGEST_LOOK_MS = 3_000;

/** What Lineman cannot work without; each reports for itself. */
export interface OwnConnections {
  slack: Connection;
  database: Connection;
  queue: Connection;
}

/** The connections that are looked at here; providers are known from their calls. */
export function createOwnConnections(deps: OwnConnectionsDeps): OwnConnections {
  const { slack, slackMode, clock } = deps;
  return {
    slack: async () => slackReport(slack.ready(), slackMode, clock.now()),
    database: watched("database", clock, () => databasePart(deps)),
    queue: watched("queue", clock, () => queuePart(deps)),
  };
}

/** Everything that App Home tells the state of, in the order of its panel. */
export function inPanelOrder(
  { slack, database, queue }: OwnConnections,
  { twilio, livekit }: { twilio: Connection; livekit: Connection },
): Connection[] {
  return [slack, twilio, livekit, database, queue];
}

function slackReport(
  { ok, why, since }: ReturnType<OwnConnectionsDeps["slack"]["ready"]>,
  mode: OwnConnectionsDeps["slackMode"],
  now: Date,
): ConnectionReport {
  const way = mode === "socket" ? "Socket Mode" : "HTTP";
  const state = ok ? "ok" : "failing";
  return { name: "slack", state, since, seenAt: ok ? now : null, detail: why ?? `events come by ${way}` };
}

type Found = { state: "ok" | "failing"; detail: string; since?: Date };

/** Remembers since when it has been as it is, and takes an error for a failure. */
function watched(name: ConnectionName, clock: Pick<Clock, "now">, look: () => Promise<Found>): Connection {
  let known: { state: Found["state"]; since: Date } | null = null;
  let seenAt: Date | null = null;
  return async () => {
    const found = await inTime(look()).catch(
      (error: unknown): Found => ({
        state: "failing",
        detail: databaseTrouble(error) ?? "it does not answer",
      }),
    );
    const at = clock.now();
    if (found.state === "ok") seenAt = at;
    if (known?.state !== found.state) known = { state: found.state, since: found.since ?? at };
    return { name, state: found.state, since: known.since, seenAt, detail: found.detail };
  };
}

/** Both are asked over a network that may have swallowed the question. */
async function inTime(looking: Promise<Found>): Promise<Found> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Found>((resolve) => {
    const detail = `it has not answered for ${LONGEST_LOOK_MS / 1000} s`;
    timer = setTimeout(() => resolve({ state: "failing", detail }), LONGEST_LOOK_MS);
  });
  try {
    return await Promise.race([looking, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Failing, while the database was not reached since the start. */
function awaitedPart({ awaited }: OwnConnectionsDeps): Found | null {
  const reason = awaited();
  return reason && { state: "failing", detail: reason.trouble, since: reason.since };
}

async function databasePart(deps: OwnConnectionsDeps): Promise<Found> {
  const { pool, clock, isDiskFull } = deps;
  const waiting = awaitedPart(deps);
  if (waiting !== null) return waiting;
  if (isDiskFull?.()) return { state: "failing", detail: "its disk is full: make room for DATA_DIR" };
  const askedAt = clock.now().getTime();
  await pool.query("SELECT 1");
  return { state: "ok", detail: `answered in ${clock.now().getTime() - askedAt} ms` };
}

async function queuePart(deps: OwnConnectionsDeps): Promise<Found> {
  const { oldestDueJob, clock } = deps;
  const waiting = awaitedPart(deps);
  if (waiting !== null) return { ...waiting, detail: "it waits for the database" };
  const oldest = await oldestDueJob();
  if (oldest === null) return { state: "ok", detail: "no job waits" };
  const waitsMs = clock.now().getTime() - oldest.dueSince.getTime();
  if (waitsMs < LATE_MS) return { state: "ok", detail: "jobs are begun in time" };
  const minutes = Math.floor(waitsMs / 60_000);
  const detail = `a job (${oldest.name}) has waited for ${minutes} min`;
  return { state: "failing", detail, since: oldest.dueSince };
}
