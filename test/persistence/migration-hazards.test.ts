import { describe, expect, it } from "vitest";
import { findMigrationHazards } from "../../scripts/migration-hazards.ts";
import { MIGRATIONS_DIRECTORY, readMigrationFiles } from "../../src/persistence/migration-files.ts";

/** Up to here migrations came before the first release: no replica has run without them. */
const FIRST_RELEASE = "20261124100000_sweep_indexes";

describe("a migration", () => {
  it.each(
    readMigrationFiles(MIGRATIONS_DIRECTORY)
      .filter(({ name }) => name > FIRST_RELEASE)
      .map(({ name, sql }) => [name, sql] as const),
  )("of this project can be rolled out beside the version before: %s", (_, sql) => {
    expect(findMigrationHazards(sql)).toEqual([]);
  });

  it.each([
    ["drops a column", 'ALTER TABLE "incidents" DROP COLUMN "label";'],
    ["drops a table", 'DROP TABLE "turns";'],
    ["renames a column", "ALTER TABLE incidents\n  RENAME COLUMN label TO title;"],
    ["renames a table", "ALTER TABLE incidents RENAME TO cases;"],
    ["forbids nothing in a column", 'ALTER TABLE "incidents" ALTER COLUMN "cause" SET NOT NULL;'],
    ["changes a type", 'ALTER TABLE "incidents" ALTER COLUMN "cause" SET DATA TYPE VARCHAR(10);'],
    [
      "adds a column that must have a value",
      'ALTER TABLE "incidents" ADD COLUMN     "weight" INTEGER NOT NULL;',
    ],
    [
      "adds one with a default, and one that has none",
      'ALTER TABLE "incidents" ADD COLUMN "a" INTEGER NOT NULL DEFAULT 0,\nADD COLUMN "b" INTEGER NOT NULL;',
    ],
    [
      "adds one that has none, and one with a default",
      'ALTER TABLE "incidents" ADD COLUMN "b" INTEGER NOT NULL,\nADD COLUMN "a" INTEGER NOT NULL DEFAULT 0;',
    ],
    ["builds an index under a lock", 'CREATE UNIQUE INDEX "one" ON "incidents" ("id");'],
    ["does so after something harmless", 'SELECT 1;\n\n-- Why not.\nDROP TABLE "turns";\n'],
  ])("that %s is found", (_, sql) => {
    expect(findMigrationHazards(sql)).toHaveLength(1);
  });

  it.each([
    [
      "adds columns",
      'ALTER TABLE "incidents" ADD COLUMN "a" TEXT,\nADD COLUMN "b" BOOLEAN NOT NULL DEFAULT false;',
    ],
    [
      "makes a table, its indexes and what it refers to",
      'CREATE TABLE "things" ("id" SERIAL NOT NULL);\nCREATE INDEX "t" ON "things" ("id");\nALTER TABLE "things" ALTER COLUMN "id" SET NOT NULL;',
    ],
    [
      "builds an index beside the work",
      '-- no transaction\nCREATE INDEX CONCURRENTLY "i" ON "incidents" ("id");',
    ],
    [
      "says why it is safe",
      '-- safe to roll out: nothing has read it since 0.4\nALTER TABLE "incidents" DROP COLUMN "old";',
    ],
    [
      "speaks of it in a comment or a function",
      "-- DROP TABLE later.\nCREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n  DROP TABLE x;\nEND $$;",
    ],
  ])("that %s is not", (_, sql) => {
    expect(findMigrationHazards(sql)).toEqual([]);
  });
});
