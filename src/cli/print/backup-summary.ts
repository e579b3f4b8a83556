import type { Wire } from "../../local/wire.ts";
import type { BackupSummary } from "../../operations/ports/backups.ts";

/** "3 numbers, 2 cases, 17 events of the audit log, 41 rows in all, 1 job that waits." */
export function summaryWords({ rows, jobs }: Pick<BackupSummary, "rows" | "jobs">): string {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return `${[
    counted(rows["phone_numbers"] ?? 0, "number"),
    counted(rows["incidents"] ?? 0, "case"),
    `${counted(rows["audit_events"] ?? 0, "event")} of the audit log`,
    `${counted(total, "row")} in all`,
    `${counted(jobs, "job")} that ${jobs === 1 ? "waits" : "wait"}`,
  ].join(", ")}.`;
}

/** The same for machines, complete. */
export function summaryJson({ path, madeAt, rows, jobs, keyIds, sha256 }: Wire<BackupSummary>): object {
  return { file: path, made_at: madeAt, rows, jobs, key_ids: keyIds, sha256 };
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
