import pg from "pg";
import { BACKUP_TABLES } from "./backup-tables.ts";

/** A table as the database has it, not as this version knows it: a platform may have added columns of its own. */
export interface TableShape {
  name: string;
  /** In their own order, with their types as SQL writes them. */
  columns: { name: string; type: string }[];
  /** The columns of its primary key. */
  key: string[];
  /** Columns whose values come from a sequence. */
  serials: string[];
}

interface ColumnRow {
  table: string;
  column: string;
  type: string;
  key_position: number | null;
  sequence: string | null;
}

/** The tables of Lineman that are there, in the order of a backup. */
export async function readTableShapes(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows } = await client.query<ColumnRow>(
    `SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type,
            array_position(i.indkey::int2[], a.attnum) AS key_position,
            pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS sequence
       FROM unnest($1::text[]) AS name
       JOIN pg_class c ON c.oid = to_regclass(quote_ident(name))
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      ORDER BY a.attnum`,
    [BACKUP_TABLES],
  );
  return BACKUP_TABLES.map((name) => shapeOf(name, rows)).filter(({ columns }) => columns.length > 0);
}

function shapeOf(name: string, rows: readonly ColumnRow[]): TableShape {
  const own = rows.filter(({ table }) => table === name);
  const keyed = own.filter(({ key_position }) => key_position !== null);
  return {
    name,
    columns: own.map(({ column, type }) => ({ name: column, type })),
    key: keyed.sort((a, b) => Number(a.key_position) - Number(b.key_position)).map(({ column }) => column),
    serials: own.filter(({ sequence }) => sequence !== null).map(({ column }) => column),
  };
}

/** A name in double quotes, for SQL. */
export const quoted = (name: string) => pg.escapeIdentifier(name);
