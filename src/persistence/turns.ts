import type { Turns } from "../operations/ports/turns.ts";
import type { Queries } from "./prisma-client.ts";

/** Turns by the database's clock: those of the replicas may differ. */
export function createTurns(queries: Queries): Turns {
  const waitMs = async (lane: string) => {
    const [next] = await queries.$queryRaw<{ wait: number }[]>`
      SELECT (extract(epoch FROM next_at - clock_timestamp()) * 1000)::float8 AS wait FROM turns WHERE lane = ${lane}`;
    return Math.max(0, Math.ceil(next?.wait ?? 0));
  };
  return {
    async take(lane, { intervalMs, longestWaitMs }) {
      const [turn] = await queries.$queryRaw<{ wait: number }[]>`
        INSERT INTO turns (lane, next_at)
        VALUES (${lane}, clock_timestamp() + ${intervalMs} * interval '1 millisecond')
        ON CONFLICT (lane) DO UPDATE
          SET next_at = greatest(turns.next_at, clock_timestamp()) + ${intervalMs} * interval '1 millisecond'
          WHERE turns.next_at <= clock_timestamp() + ${longestWaitMs} * interval '1 millisecond'
        RETURNING (extract(epoch FROM next_at - clock_timestamp()) * 1000)::float8 - ${intervalMs}::float8 AS wait`;
      if (turn !== undefined) return { taken: true, waitMs: Math.max(0, Math.ceil(turn.wait)) };
      return { taken: false, waitMs: await waitMs(lane) };
    },
    waitMs,
    async pause(lane, ms) {
      await queries.$executeRaw`
        INSERT INTO turns (lane, next_at) VALUES (${lane}, clock_timestamp() + ${ms} * interval '1 millisecond')
        ON CONFLICT (lane) DO UPDATE SET next_at = greatest(turns.next_at, EXCLUDED.next_at)`;
    },
  };
}
