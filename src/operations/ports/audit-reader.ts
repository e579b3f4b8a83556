import type { AuditEvent, Sha256Hex } from "../../domain/audit-chain.ts";

/** The audit log as it is stored. */
export interface AuditReader {
  /**
   * From `fromSeq` on, at most `limit` events, in order; null: from the very first that is stored, whatever its number. The
   * chain begins with 1, a forger may not.
   */
  read(fromSeq: number | null, limit: number): Promise<AuditEvent[]>;
  /** Whether there is anything that Lineman writes events of: numbers, cases, leftovers. */
  hasRecords(): Promise<boolean>;
  sha256: Sha256Hex;
}
