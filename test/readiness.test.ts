import { describe, expect, it } from "vitest";
import type { OwnConnections } from "../src/connections.ts";
import type { ConnectionName, ConnectionReport } from "../src/operations/ports/connections.ts";
import { createReadiness } from "../src/readiness.ts";
import { NOW, secondsBefore } from "./support/factories.ts";

const since = secondsBefore(60);
const says =
  (name: ConnectionName, changes: Partial<ConnectionReport> = {}) =>
  async () => ({
    ...{ name, state: "ok" as const, since, seenAt: NOW, detail: "answered in 4 ms" },
    ...changes,
  });
const well: OwnConnections = { slack: says("slack"), database: says("database"), queue: says("queue") };
const clock = { now: () => NOW };

describe("readiness", () => {
  it("is told for the database, the queue and Slack, and on PostgreSQL for nothing else", async () => {
    expect(await createReadiness({ connections: well, holdsDataDir: null, clock })()).toEqual(
      ["database", "queue", "slack"].map((name) => ({ name, ok: true, since, why: null })),
    );
  });

  it.each(["slack", "database", "queue"] as const)(
    "says why %s does not work, and since when",
    async (name) => {
      const failing = says(name, { state: "failing", detail: "it does not answer" });
      const checks = await createReadiness({
        connections: { ...well, [name]: failing },
        holdsDataDir: null,
        clock,
      })();
      expect(checks.filter(({ ok }) => !ok)).toEqual([{ name, ok: false, since, why: "it does not answer" }]);
    },
  );

  it("says since when the data directory is somebody else's", async () => {
    let now = NOW;
    let isHeld = true;
    const read = createReadiness({
      connections: well,
      holdsDataDir: () => isHeld,
      clock: { now: () => now },
    });
    const directory = async () => (await read()).find(({ name }) => name === "data_directory");
    expect(await directory()).toEqual({ name: "data_directory", ok: true, since: NOW, why: null });
    isHeld = false;
    now = secondsBefore(-10);
    const lost = { ok: false, since: now, why: "another process has taken DATA_DIR over" };
    expect(await directory()).toMatchObject(lost);
    now = secondsBefore(-20);
    expect(await directory()).toMatchObject(lost);
  });
});
