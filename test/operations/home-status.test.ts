import { describe, expect, it } from "vitest";
import { FIRST_CHOICE } from "../../src/domain/home-choice.ts";
import { createHomeStatus } from "../../src/operations/home-status.ts";
import { createMemoryDatabase } from "../support/memory-database.ts";
import { record, recordCorrupted } from "../support/new-number.ts";

function anInstallation() {
  let at = Date.now();
  const database = createMemoryDatabase();
  const clock = { now: () => new Date(at), sleep: async () => {} };
  const counted: string[] = [];
  const { count } = database.numbers;
  database.numbers.count = async (status) => {
    counted.push(String(status));
    return status === "active" && database.tables().numbers.size > 1 ? 1_000_000 : count(status);
  };
  const homeStatus = createHomeStatus({ database, clock, connections: [] });
  const read = () => homeStatus({ userId: "U1", ...FIRST_CHOICE });
  return { database, counted, read, homeStatus, advance: (ms: number) => (at += ms) };
}

describe("what Home shows", () => {
  it("counts a million active numbers at most every half minute, everything else each time", async () => {
    const { database, counted, read, advance } = anInstallation();
    for (let index = 0; index < 2; index += 1) await record(database);
    expect((await read()).counts.active).toBe(1_000_000);
    counted.length = 0;
    await recordCorrupted(database);
    expect((await read()).counts).toMatchObject({ active: 1_000_000, corrupted: 1 });
    expect(counted).toEqual(["deleting", "corrupted"]);
    advance(30_000);
    await read();
    expect(counted).toContain("active");
  });

  it("counts a few active numbers each time", async () => {
    const { database, read } = anInstallation();
    expect((await read()).counts.active).toBe(0);
    await record(database);
    expect((await read()).counts.active).toBe(1);
  });

  it("is the last page where a later one was asked for", async () => {
    const { database, homeStatus } = anInstallation();
    await recordCorrupted(database);
    const status = await homeStatus({ userId: "U1", filter: "unclaimed", page: 7 });
    expect(status).toMatchObject({ page: 1, pageCount: 1, totalCount: 1 });
    expect(status.list).toMatchObject({ kind: "incidents", incidents: [{ urgency: "unclaimed" }] });
  });
});
