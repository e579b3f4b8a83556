import { z } from "zod";

/** Raised when a file of this version could not be read by the one before. */
export const BACKUP_FORMAT = 1;

const header = z.strictObject({
  lineman_backup: z.literal(BACKUP_FORMAT),
  made_at: z.iso.datetime(),
  /** "embedded" or "postgres". */
  source: z.enum(["embedded", "postgres"]),
  /** Applied ones, by name: where the rows fit in. */
  migrations: z.array(z.string()),
  /** Ids of the keys that Twilio tokens are encrypted with; no key is in the file. */
  key_ids: z.array(z.string()),
  /** The columns of each table. */
  tables: z.record(z.string(), z.array(z.string())),
});
const sequence = z.strictObject({
  sequence: z.strictObject({ table: z.string(), column: z.string(), last: z.string() }),
});
const job = z.strictObject({
  job: z.strictObject({
    name: z.string(),
    payload: z.record(z.string(), z.unknown()),
    key: z.string().nullable(),
    start_after: z.iso.datetime({ offset: true }),
  }),
});
const footer = z.strictObject({
  end: z.literal(true),
  rows: z.record(z.string(), z.number().int()),
  jobs: z.number().int(),
  sha256: z.string(),
});

export type BackupHeader = z.infer<typeof header>;
export type BackupFooter = z.infer<typeof footer>;
/** `row`: JSON of column and value, each value a text as PostgreSQL itself writes it, or null. */
export type BackupEntry = { table: string; row: string } | z.infer<typeof sequence> | z.infer<typeof job>;

/** Lines of rows are put together and taken apart without reading the row: what PostgreSQL wrote, PostgreSQL reads. */
const ROW_LINE = /^\{"table":"([a-z_]+)","row":(\{.*\})\}$/s;
export const rowLine = (table: string, row: string) => `{"table":"${table}","row":${row}}`;

/** Each throws where the line is another thing. */
export const parseHeader = (line: string): BackupHeader => header.parse(JSON.parse(line));
export const parseFooter = (line: string): BackupFooter => footer.parse(JSON.parse(line));
export function parseEntry(line: string): BackupEntry {
  const [, table, row] = ROW_LINE.exec(line) ?? [];
  if (table !== undefined && row !== undefined) return { table, row };
  return z.union([sequence, job]).parse(JSON.parse(line));
}

/** The format that a first line claims; null where it is no backup. */
export function formatOf(line: string): number | null {
  try {
    return z.looseObject({ lineman_backup: z.number() }).parse(JSON.parse(line)).lineman_backup;
  } catch {
    return null;
  }
}
