import type pg from "pg";
import { quoted, type TableShape } from "./table-shapes.ts";

/** What is in memory at a time. */
const MOST_ROWS = 500;
const MOST_CHARACTERS = 2_000_000;

/** Writes rows of a backup in batches, one table after the other. */
export interface RowWriter {
  /** `row`: JSON of column and text. */
  add(table: string, row: string): Promise<void>;
  /** Writes what waits. */
  flush(): Promise<void>;
}

/** The texts are read by PostgreSQL, each as the type of its column. COPY would block the embedded database. */
export function createRowWriter(client: pg.ClientBase, shapes: readonly TableShape[]): RowWriter {
  const statements = new Map(shapes.map((shape) => [shape.name, insertSql(shape)]));
  let table = "";
  let rows: string[] = [];
  let characters = 0;

  const flush = async () => {
    if (rows.length === 0) return;
    const batch = `[${rows.join(",")}]`;
    rows = [];
    characters = 0;
    await client.query(statements.get(table) ?? "", [batch]);
  };
  return {
    flush,
    async add(name, row) {
      if (name !== table || rows.length >= MOST_ROWS || characters >= MOST_CHARACTERS) await flush();
      table = name;
      rows.push(row);
      characters += row.length;
    },
  };
}

function insertSql({ name, columns }: TableShape): string {
  const names = columns.map((column) => quoted(column.name));
  const values = columns.map((column) => `(r.value ->> ${literal(column.name)})::${column.type}`);
  return `INSERT INTO ${quoted(name)} (${names.join(", ")}) SELECT ${values.join(", ")} FROM json_array_elements($1::json) AS r(value)`;
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
