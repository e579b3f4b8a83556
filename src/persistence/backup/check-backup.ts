import type { BackupSummary } from "../../operations/ports/backups.ts";
import type { BackupHeader } from "./backup-lines.ts";
import { readBackup } from "./read-backup.ts";

/** A backup that was read from end to end and found whole. */
export interface CheckedBackup {
  header: BackupHeader;
  summary: BackupSummary;
}

/** Reads all of it, and keeps nothing but what its ends say. Throws Conflict. */
export async function checkBackup(path: string): Promise<CheckedBackup> {
  let header: BackupHeader | null = null;
  for await (const part of readBackup(path)) {
    if ("header" in part) header = part.header;
    if ("footer" in part && header !== null) {
      const { rows, jobs, sha256 } = part.footer;
      const madeAt = new Date(header.made_at);
      return { header, summary: { path, madeAt, rows, jobs, keyIds: header.key_ids, sha256 } };
    }
  }
  throw new Error("readBackup ends with the footer");
}
