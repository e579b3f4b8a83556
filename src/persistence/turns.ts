import type { Turns } from "../operations/ports/turns.ts";
import type { Queries } from "./prisma-client.ts";

/** Turns by the database's clock: those of the replicas may differ. */
export function createTurns(queries: Queries): Turns {
  const waitMs = async (lane: string) => {
    const [next] = await queries.$queryRaw<{ wait: number; is_ahead: boolean }[]>`
      SELECT (extract(epoch FROM next_at - clock_timestamp()) * 1000)::float8 AS wait,
        set_at > clock_timestamp() + interval '1 second' AS is_ahead
      FROM turns WHERE lane = ${lane}`;
    const wait = next?.is_ahead ? await setAgain(queries, lane) : (next?.wait ?? 0);
    return Math.max(0, Math.ceil(wait));
  };
  return {
    async take(lane, { intervalMs, longestWaitMs }) {
      const [turn] = await queries.$queryRaw<{ wait: number }[]>`
        INSERT INTO turns (lane, next_at, set_at)
        VALUES (${lane}, clock_timestamp() + ${intervalMs} * interval '1 millisecond', clock_timestamp())
        ON CONFLICT (lane) DO UPDATE
          SET set_at = EXCLUDED.set_at, next_at = greatest(turns.next_at, clock_timestamp()) + ${intervalMs} * interval '1 millisecond'
          WHERE turns.next_at <= clock_timestamp() + ${longestWaitMs} * interval '1 millisecond'
        RETURNING (extract(epoch FROM next_at - clock_timestamp()) * 1000)::float8 - ${intervalMs}::float8 AS wait`;
      if (turn !== undefined) return { taken: true, waitMs: Math.max(0, Math.ceil(turn.wait)) };
      return { taken: false, waitMs: await waitMs(lane) };
    },
    waitMs,
    async pause(lane, ms) {
      await queries.$executeRaw`
        INSERT INTO turns (lane, next_at, set_at)
        VALUES (${lane}, clock_timestamp() + ${ms} * interval '1 millisecond', clock_timestamp())
        ON CONFLICT (lane) DO UPDATE
          SET next_at = greatest(turns.next_at, EXCLUDED.next_at), set_at = EXCLUDED.set_at`;
    },
  };
}

/** Set in the future: the server's clock was put back. What was to be waited for then is waited for from now on; milliseconds. */
async function setAgain(queries: Queries, lane: string): Promise<number> {
  const [next] = await queries.$queryRaw<{ wait: number }[]>`
    UPDATE turns SET next_at = clock_timestamp() + (next_at - set_at), set_at = clock_timestamp()
    WHERE lane = ${lane} AND set_at > clock_timestamp() + interval '1 second'
    RETURNING (extract(epoch FROM next_at - clock_timestamp()) * 1000)::float8 AS wait`;
  return next?.wait ?? 0;
}
