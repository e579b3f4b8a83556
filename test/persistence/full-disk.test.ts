import { afterAll, beforeAll, expect, it } from "vitest";
import { openEmbeddedDatabase } from "../../src/persistence/embedded/open-embedded-database.ts";
import { mountSmallDisk, type SmallDisk } from "../support/small-disk.ts";
import { runScript } from "./child-process.ts";

let disk: SmallDisk | null;
beforeAll(() => {
  disk = mountSmallDisk(128);
});
afterAll(() => disk?.remove());

it("ends the process when its log cannot be written, and the next start has every row that was acknowledged", async (context) => {
  if (disk === null) return context.skip("no file system of a test's own can be mounted here");
  const writer = runScript("log-writer.ts", disk.directory);
  try {
    expect(await writer.nextLine()).toBe("open");
    disk.fill();
    const lines: string[] = [];
    for (let line = await writer.nextLine(); line !== undefined; line = await writer.nextLine())
      lines.push(line);
    const acknowledged = lines.filter((line) => /^\d+$/.test(line)).map(Number);
    expect(acknowledged.length).toBeGreaterThan(0);

    await expect(openEmbeddedDatabase(disk.directory)).rejects.toThrow(/Its disk is full/);
    disk.makeRoom();
    const reopened = await openEmbeddedDatabase(disk.directory);
    const { rows } = await reopened.pool.query<{ id: number }>("SELECT id FROM rows ORDER BY id");
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged));
    await reopened.close();
  } finally {
    await writer.kill();
  }
}, 180_000);
