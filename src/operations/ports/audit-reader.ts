import type { AuditEvent, Sha256Hex } from "../../domain/audit-chain.ts";

/** The audit log as it is stored. */
export interface AuditReader {
  /** From `fromSeq` (1: the start) on, at most `limit` events, in order. */
  read(fromSeq: number, limit: number): Promise<AuditEvent[]>;
  sha256: Sha256Hex;
}
