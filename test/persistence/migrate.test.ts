import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { diagnoseMigrations, findSchemaDrift } from "../../scripts/schema-engine.ts";
import { migrate, pendingMigrations } from "../../src/persistence/migrate.ts";
import { MigrationError } from "../../src/persistence/migration-error.ts";
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from "../../src/persistence/migration-files.ts";
import { BOTH_DATABASES, type OpenTestDatabase } from "../support/both-databases.ts";

const CREATE_PENS = `CREATE TABLE pens (id int PRIMARY KEY, ink text);
CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.ink := coalesce(NEW.ink, 'blue; or black');
  RETURN NEW;
END $$;
CREATE TRIGGER fill BEFORE INSERT ON pens FOR EACH ROW EXECUTE FUNCTION fill();
`;
const ADD_NIBS = "CREATE TABLE nibs (id int PRIMARY KEY);\n";
const BREAK_HALFWAY = "CREATE TABLE half (id int);\nSELECT 1 / 0;\n";
const CLEAN = { editedMigrationNames: [], failedMigrationNames: [], hasMigrationsTable: true, history: null };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "lineman-migrations-"));
  write("001_pens", CREATE_PENS);
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(name: string, sql: string): void {
  mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, name, "migration.sql"), sql);
}

describe.each(BOTH_DATABASES)("migrate on $kind", ({ open }) => {
  let database: OpenTestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  afterEach(() => database.pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public"));

  const tableExists = async (name: string) =>
    (await database.pool.query("SELECT to_regclass($1) IS NOT NULL AS found", [name])).rows[0].found;

  test("applies the project's migrations so that Prisma's engine finds nothing to do", async () => {
    const names = readMigrationFiles(MIGRATIONS_DIRECTORY).map((file) => file.name);
    expect(await migrate(database.pool)).toEqual(names);
    expect(await diagnoseMigrations(database.pool, MIGRATIONS_DIRECTORY)).toEqual(CLEAN);
  });

  test("applies each migration once, in the order of names, plpgsql bodies whole", async () => {
    write("003_more", "ALTER TABLE nibs ADD COLUMN width int;\n");
    write("002_nibs", ADD_NIBS);
    expect(await migrate(database.pool, { directory })).toEqual(["001_pens", "002_nibs", "003_more"]);
    expect(await migrate(database.pool, { directory })).toEqual([]);
    const { rows } = await database.pool.query("INSERT INTO pens VALUES (1) RETURNING ink");
    expect(rows).toEqual([{ ink: "blue; or black" }]);
  });

  test("applies everything once when two migrate at once", async () => {
    write("002_nibs", `SELECT pg_sleep(0.1);\n${ADD_NIBS}`);
    const applied = await Promise.all([
      migrate(database.pool, { directory }),
      migrate(database.pool, { directory }),
    ]);
    expect(applied.flat()).toEqual(["001_pens", "002_nibs"]);
    expect(await diagnoseMigrations(database.pool, directory)).toEqual(CLEAN);
  });

  test("keeps nothing of a migration that fails, and applies it once it is mended", async () => {
    write("002_half", BREAK_HALFWAY);
    await expect(migrate(database.pool, { directory })).rejects.toThrow(
      "Migration 002_half failed, nothing of it was kept: division by zero",
    );
    expect(await tableExists("half")).toBe(false);
    expect(await tableExists("pens")).toBe(true);
    write("002_half", "CREATE TABLE half (id int);\n");
    expect(await migrate(database.pool, { directory })).toEqual(["002_half"]);
  });

  test("refuses to go on after a failure that may have left parts behind, until a person says how it was settled", async () => {
    write("002_unique", "-- no transaction\nCREATE UNIQUE INDEX CONCURRENTLY one_ink ON pens (ink);\n");
    await database.pool.query("CREATE TABLE pens (ink text); INSERT INTO pens VALUES ('red'), ('red')");
    write("001_pens", "SELECT 1;\n");
    await expect(migrate(database.pool, { directory })).rejects.toThrow("parts of it may be in the database");

    const refusal = await migrate(database.pool, { directory }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(MigrationError);
    expect((await diagnoseMigrations(database.pool, directory)).failedMigrationNames).toEqual(["002_unique"]);
    const { rows } = await database.pool.query(
      "SELECT logs FROM _prisma_migrations WHERE finished_at IS NULL",
    );
    expect(rows).toEqual([{ logs: 'could not create unique index "one_ink"' }]);

    await database.pool.query("DROP INDEX IF EXISTS one_ink; DELETE FROM pens");
    const advice = /UPDATE .*;/.exec((refusal as MigrationError).message)?.[0];
    await database.pool.query(advice ?? "the message advises no UPDATE");
    expect(await migrate(database.pool, { directory })).toEqual(["002_unique"]);
    expect(await diagnoseMigrations(database.pool, directory)).toEqual(CLEAN);
  });

  test("refuses after a failure that Prisma recorded", async () => {
    await migrate(database.pool, { directory });
    await database.pool.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', 'x', '002_nibs')",
    );
    write("002_nibs", ADD_NIBS);
    await expect(migrate(database.pool, { directory })).rejects.toThrow(
      "002_nibs was started earlier and did not finish",
    );
    expect(await tableExists("nibs")).toBe(false);
  });

  test("reports an edited and an unknown migration and goes on", async () => {
    write("009_future", "SELECT 9;\n");
    await migrate(database.pool, { directory });
    rmSync(join(directory, "009_future"), { recursive: true });
    write("001_pens", `${CREATE_PENS}-- edited\n`);
    write("002_nibs", ADD_NIBS);
    const warnings: string[] = [];
    const applied = await migrate(database.pool, {
      directory,
      onWarning: (warning) => warnings.push(warning),
    });
    expect(applied).toEqual(["002_nibs"]);
    expect(warnings).toEqual([
      "Migration 001_pens was edited after it was applied.",
      "Migration 009_future was applied by a newer version of Lineman.",
    ]);
  });

  test("takes a checkout with other line ends for the same migration", async () => {
    await migrate(database.pool, { directory });
    write("001_pens", CREATE_PENS.replaceAll("\n", "\r\n"));
    expect((await pendingMigrations(database.pool, directory)).edited).toEqual([]);
    expect((await diagnoseMigrations(database.pool, directory)).editedMigrationNames).toEqual([]);
  });

  test("tells what is pending without changing the database", async () => {
    const untouched = { pending: ["001_pens"], failed: [], edited: [], unknown: [] };
    expect(await pendingMigrations(database.pool, directory)).toEqual(untouched);
    expect(await tableExists("_prisma_migrations")).toBe(false);
    await migrate(database.pool, { directory });
    expect(await pendingMigrations(database.pool, directory)).toEqual({ ...untouched, pending: [] });
  });

  test("leaves no setting of a script on the pool's connections", async () => {
    write("002_setting", "SET search_path = pg_catalog; SET work_mem = '1234kB';\n");
    await migrate(database.pool, { directory });
    const { rows } = await database.pool.query(
      "SELECT current_setting('work_mem') AS memory, current_setting('lock_timeout') AS lock_timeout",
    );
    expect(rows).toEqual([{ memory: "4MB", lock_timeout: "0" }]);
    expect(await tableExists("pens")).toBe(true);
  });

  test("finds no difference between the schema and the migrations, and does find one that is there", async () => {
    await migrate(database.pool);
    expect(await findSchemaDrift(database.pool)).toBe("");
    await database.pool.query("ALTER TABLE phone_numbers DROP COLUMN label");
    expect(await findSchemaDrift(database.pool)).toContain('ADD COLUMN     "label" TEXT');
  });
});
