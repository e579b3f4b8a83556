import type { DedupeStore } from "../operations/ports/store.ts";
import type { Queries } from "./prisma-client.ts";

/** Expired keys are thrown away in passing, this many at a time, so that the table does not grow. */
const SWEEP = 100;

/** Remembers what was acted on, for all replicas. */
export function createDedupeStore(queries: Queries): DedupeStore {
  return {
    async remember(key, now, expiresAt) {
      const remembered = await queries.$executeRaw`
        INSERT INTO processed_requests AS seen (key, created_at, expires_at)
        VALUES (${key}, ${now}::timestamptz, ${expiresAt}::timestamptz)
        ON CONFLICT (key) DO UPDATE SET created_at = EXCLUDED.created_at, expires_at = EXCLUDED.expires_at
        WHERE seen.expires_at <= EXCLUDED.created_at`;
      if (remembered === 0) return false;
      await queries.$executeRaw`
        DELETE FROM processed_requests WHERE key IN (
          SELECT key FROM processed_requests WHERE expires_at <= ${now}::timestamptz
          LIMIT ${SWEEP} FOR UPDATE SKIP LOCKED)`;
      return true;
    },
  };
}
