import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../src/persistence/migrate.ts";
import { aPostgres, exportTo, type Place, within } from "./support/backups.ts";

let directory: string;
let source: Place;
let empty: Place;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "lineman-files-"));
  [source, empty] = await Promise.all([aPostgres(), aPostgres()]);
  await within(source, ({ pool }) => migrate(pool));
});
afterAll(async () => {
  await source.remove();
  await empty.remove();
  rmSync(directory, { recursive: true });
});

describe("an export refuses", () => {
  it("to replace a file, to write where it cannot, and a database without tables", async () => {
    const path = join(directory, "there");
    writeFileSync(path, "mine");
    const why = (database: Parameters<typeof exportTo>[0], to: string) =>
      exportTo(database, to).then(
        () => "exported",
        (error: Error) => error.message.replaceAll(directory, "DIR"),
      );
    await within(source, async (database) => {
      expect(await why(database, path)).toBe(
        "DIR/there exists already, and an export replaces nothing. Give another name.",
      );
      expect(readFileSync(path, "utf8")).toBe("mine");
      expect(await why(database, join(directory, "no", "where"))).toBe(
        "DIR/no/where cannot be written: ENOENT: no such file or directory, open 'DIR/no/where'. Nothing was exported.",
      );
    });
    await within(empty, async (database) => {
      expect(await why(database, join(directory, "nothing"))).toBe(
        "There is nothing to export: the database has no tables of Lineman yet.",
      );
      expect(existsSync(join(directory, "nothing"))).toBe(false);
    });
  });
});
