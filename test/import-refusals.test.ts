import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../src/persistence/migrate.ts";
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from "../src/persistence/migration-files.ts";
import { openDatabase } from "../src/persistence/open-database.ts";
import { createSecretBox } from "../src/persistence/secret-box.ts";
import { KEY } from "./config/least-environment.ts";
import { anEmbedded, aPostgres, exportTo, importInto, type Place, within } from "./support/backups.ts";
import { contentOf } from "./support/filled-database.ts";

const OTHER_KEY = Buffer.alloc(32, 8).toString("base64");
const KEY_ID = createSecretBox({ key: KEY, oldKeys: [] }).currentKeyId;
const LAST = readMigrationFiles(MIGRATIONS_DIRECTORY).at(-1)?.name ?? "";

let directory: string;
let whole: Buffer;
let source: Place;
let target: Place;
const file = (name: string, content: Buffer | string = whole) => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "lineman-files-"));
  [source, target] = await Promise.all([aPostgres(), aPostgres()]);
  await within(source, async (database) => {
    await migrate(database.pool);
    await database.pool.query(
      `INSERT INTO phone_numbers (phone_number, label) SELECT '+49' || n, 'Line ' || n FROM generate_series(1, 20) AS n;
       INSERT INTO twilio_credentials (phone_number_id, account_sid, key_id, nonce, ciphertext, auth_tag)
       VALUES (1, 'AC1', '${KEY_ID}', 'n', 'c', 't')`,
    );
    await exportTo(database, join(directory, "whole.ndjson"));
  });
  whole = readFileSync(join(directory, "whole.ndjson"));
});
afterAll(async () => {
  await source.remove();
  await target.remove();
  rmSync(directory, { recursive: true });
});

const refusal = (path: string, into = target, options = {}) =>
  importInto(into, path, options).then(
    () => "imported",
    (error: Error) => error.message.replaceAll(directory, "DIR"),
  );
const tables = (place: Place) =>
  within(place, async ({ pool }) => {
    const { rows } = await pool.query(
      "SELECT count(*)::int AS count FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    );
    return rows[0].count as number;
  });
const DAMAGED = (name: string) =>
  `DIR/${name} is not whole: it was cut off or changed since it was written. Nothing was imported. Take another copy of it, or export again.`;
const STRANGE = (name: string) =>
  `DIR/${name} is not a file that \`lineman export\` has made. Nothing was imported.`;

describe("an import refuses", { timeout: 120_000 }, () => {
  it("a file that was cut off, wherever, and touches no database", async () => {
    const text = whole.toString("utf8");
    const lines = text.split("\n");
    const cuts = {
      "in-a-row": whole.subarray(0, Math.floor(whole.length / 2)),
      "without-its-last-line": lines.slice(0, -2).join("\n"),
      "in-its-last-line": whole.subarray(0, -5),
      "after-its-first-line": `${lines[0]}\n`,
      "in-its-first-line": text.slice(0, 100),
    };
    for (const [name, content] of Object.entries(cuts))
      expect(await refusal(file(name, content)), name).toBe(DAMAGED(name));
    const gzip = gzipSync(whole);
    expect(await refusal(file("cut.gz", gzip.subarray(0, gzip.length - 20)))).toBe(DAMAGED("cut.gz"));
    expect(await tables(target)).toBe(0);
    const embedded = await anEmbedded();
    await refusal(file("cut", cuts["in-a-row"]), embedded);
    expect("DATA_DIR" in embedded.env && existsSync(embedded.env.DATA_DIR)).toBe(false);
    await embedded.remove();
  });

  it("a file in which anything was changed, left out, doubled or added", async () => {
    const text = whole.toString("utf8");
    const lines = text.split("\n");
    const row = lines.findIndex((line) => line.includes("Line 7"));
    const rowLine = lines[row] ?? "";
    const changes = {
      "a-byte": text.replace("Line 7", "Line 8"),
      "its-first-line": text.replace('"source":"postgres"', '"source":"embedded"'),
      "a-key-id": text.replace(`"key_ids":["${KEY_ID}"]`, '"key_ids":[]'),
      "a-sequence": text.replace('"last":"20"', '"last":"19"'),
      "a-count": text.replace(/"phone_numbers":20/, '"phone_numbers":21'),
      "a-row-less": lines.toSpliced(row, 1).join("\n"),
      "a-row-twice": lines.toSpliced(row, 0, rowLine).join("\n"),
      "rows-in-another-order": lines.toSpliced(row, 2, lines[row + 1] ?? "", rowLine).join("\n"),
      "something-behind-it": `${text}{}\n`,
      "a-table-of-its-own": text.replaceAll('"table":"twilio_credentials"', '"table":"pg_authid"'),
    };
    for (const [name, content] of Object.entries(changes)) {
      expect(content, name).not.toBe(text);
      expect(await refusal(file(name, content)), name).toBe(DAMAGED(name));
    }
    expect(await tables(target)).toBe(0);
  });

  it("what is no backup, or not there", async () => {
    expect(await refusal(file("empty", ""))).toBe(STRANGE("empty"));
    expect(await refusal(file("words", "hello\nworld\n"))).toBe(STRANGE("words"));
    expect(await refusal(file("json", '{"items":[]}\n{"items":[]}\n'))).toBe(STRANGE("json"));
    expect(await refusal(join(directory, "nowhere"))).toBe(
      "DIR/nowhere cannot be read: ENOENT: no such file or directory, open 'DIR/nowhere'. Nothing was imported.",
    );
  });

  it("a file of a newer format, or of newer migrations", async () => {
    const format = whole.toString("utf8").replace('{"lineman_backup":1', '{"lineman_backup":2');
    expect(await refusal(file("format", format))).toBe(
      "DIR/format has format 2, and this version of Lineman reads format 1. Import it with the version that made it, or a later one.",
    );
    const ahead = await aPostgres();
    await within(ahead, async (database) => {
      await migrate(database.pool);
      await database.pool.query(
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_future', now())",
      );
      await exportTo(database, join(directory, "ahead"));
    });
    expect(await refusal(join(directory, "ahead"))).toBe(
      "The file is of a newer version of Lineman: this one does not know its migration 29990101000000_future. Nothing was imported. Import it with the version that made it, or a later one.",
    );
    await ahead.remove();
    expect(await tables(target)).toBe(0);
  });

  it("a file whose Twilio tokens it has no key for, unless it is told to do without", async () => {
    const path = file("key");
    expect(await refusal(path, target, { key: OTHER_KEY })).toBe(
      `Twilio tokens in the file are encrypted with key ${KEY_ID}, which is not configured here. Nothing was imported. Set ENCRYPTION_KEY to the one of the bot that the file is from (earlier ones go into ENCRYPTION_KEYS_OLD). Where it is lost for good, --without-key imports everything all the same: what only those tokens can look at stays "cannot tell".`,
    );
    expect(await tables(target)).toBe(0);
    const other = await aPostgres();
    expect(await refusal(path, other, { key: OTHER_KEY, withoutKey: true })).toBe("imported");
    await other.remove();
  });

  it("a database with anything in it, or with later migrations, and leaves it as it is", async () => {
    const full = await aPostgres();
    const before = await within(full, async ({ pool }) => {
      await migrate(pool);
      await pool.query(
        "INSERT INTO turns VALUES ('chat.postMessage', now()); INSERT INTO phone_numbers (phone_number) VALUES ('+1')",
      );
      return contentOf(pool);
    });
    expect(await refusal(file("full"), full)).toBe(
      "The database is not empty: there are rows in phone_numbers, turns. Nothing was imported. An import fills an empty database only, and never replaces anything: give it a new one (DATABASE_URL, or another DATA_DIR).",
    );
    await within(full, async ({ pool }) => {
      expect(await contentOf(pool)).toEqual(before);
      await pool.query("DELETE FROM turns; DELETE FROM phone_numbers");
    });
    await within(source, async (database) => {
      await database.pool.query(
        "UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = $1",
        [LAST],
      );
      await exportTo(database, join(directory, "older"));
    });
    expect(await refusal(join(directory, "older"), full)).toBe(
      `The file was made before migration ${LAST}, which this database has already. Nothing was imported. Give it a new database, without any tables: the import applies migrations in the right order by itself.`,
    );
    await full.remove();
  });

  it("a database on which a bot runs", async () => {
    const place = await aPostgres();
    const url = "DATABASE_URL" in place.env ? place.env.DATABASE_URL : "";
    const bot = await openDatabase({ databaseUrl: url, dataDir: "" });
    expect(await refusal(file("company"), place)).toMatch(
      /^A bot \(or another command of Lineman\) is connected to this database: 1 connection, server process \d+\. Nothing was imported\. Stop it, then import\.$/,
    );
    expect(await tables(place)).toBe(0);
    await bot.close();
    await place.remove();
    const embedded = await anEmbedded();
    await within(embedded, async () => {
      expect(await refusal(file("company"), embedded)).toMatch(
        /^The data directory is in use by this very process \(\d+\): \S+\. Stop that process, or give this one another DATA_DIR\. Nothing was imported\.$/,
      );
    });
    await embedded.remove();
  });

  it("a file that changes between being proven and being read, and keeps nothing of it", async () => {
    const place = await aPostgres();
    const path = file("moving");
    // The lock that the import needs between the two is ours: the moment is exact.
    const changed = await within(place, async ({ pool }) => {
      await migrate(pool);
      const client = await pool.connect();
      await client.query("BEGIN; LOCK TABLE turns IN ROW EXCLUSIVE MODE");
      const importing = refusal(path, place);
      for (;;) {
        const { rows } = await client.query(
          "SELECT 1 FROM pg_locks WHERE relation = 'turns'::regclass AND NOT granted",
        );
        if (rows.length > 0) break;
      }
      appendFileSync(path, "{}\n");
      await client.query("COMMIT");
      client.release();
      return importing;
    });
    expect(changed).toBe(DAMAGED("moving"));
    await within(place, async ({ pool }) => {
      const content = await contentOf(pool);
      expect(Object.entries(content).flatMap(([name, rows]) => (name === "sequences" ? [] : rows))).toEqual(
        [],
      );
      const { rows } = await pool.query(
        "SELECT count(*)::int AS resting FROM pg_trigger WHERE tgenabled = 'D'",
      );
      expect(rows).toEqual([{ resting: 0 }]);
    });
    await place.remove();
  });
});
