import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Session } from "../../src/cli/session.ts";
import { Conflict } from "../../src/domain/errors.ts";
import type { ImportResult } from "../../src/import-backup.ts";
import type { BackupSummary } from "../../src/operations/ports/backups.ts";
import { NOW } from "../support/factories.ts";
import { runFake } from "./fake-session.ts";

const summary = (changes: Partial<BackupSummary> = {}): BackupSummary => ({
  path: resolve("monday.ndjson.gz"),
  madeAt: NOW,
  rows: { phone_numbers: 3, incidents: 2, audit_events: 17, leftovers: 1 },
  jobs: 4,
  keyIds: ["0011aabb"],
  sha256: "ab".repeat(32),
  ...changes,
});

describe("lineman export", () => {
  const exported = (changes: Partial<BackupSummary> = {}) => ({
    exportBackup: async ({ path }: { path: string }) => summary({ path, ...changes }),
  });

  it("says where the file stands, what is in it and which key it needs", async () => {
    expect(await runFake(["export", "monday.ndjson.gz"], exported())).toEqual({
      code: 0,
      out:
        `Exported to ${resolve("monday.ndjson.gz")}: 3 numbers, 2 cases, 17 events of the audit log, 23 rows in all, 4 jobs that wait.\n` +
        "Its Twilio tokens open with key 0011aabb only (ENCRYPTION_KEY): keep it elsewhere.\n",
      err: "",
      questions: [],
      openAtQuestions: [],
      open: 0,
    });
  });

  it("names the file for the moment where no name is given", async () => {
    const session = { now: () => new Date("2026-01-15T03:12:09.876Z") };
    const { out } = await runFake(["export"], exported(), { session });
    expect(out).toContain(`Exported to ${resolve("lineman-20260115T031209Z.ndjson.gz")}: `);
  });

  it("says what Ctrl-C leaves behind", async () => {
    const slow = { exportBackup: () => new Promise<never>(() => {}) };
    const run = await runFake(["export", "e.gz"], slow, { ctrlC: { during: "exportBackup", times: 1 } });
    expect(run).toMatchObject({ code: 130, out: "", open: 0 });
    expect(run.err).toContain(
      `\nStopped: the database was not changed. ${resolve("e.gz")} may be whole or in part`,
    );
  });

  it("counts one thing as one", async () => {
    const one = exported({ rows: { phone_numbers: 1, incidents: 1, audit_events: 1 }, jobs: 1 });
    const { out } = await runFake(["export", "monday.ndjson.gz"], one);
    expect(out).toContain(": 1 number, 1 case, 1 event of the audit log, 3 rows in all, 1 job that waits.\n");
  });

  it("of an empty database: nothing, and no key", async () => {
    const { out } = await runFake(["export", "e.gz"], exported({ rows: {}, jobs: 0, keyIds: [] }));
    expect(out).toContain(
      "0 numbers, 0 cases, 0 events of the audit log, 0 rows in all, 0 jobs that wait.\n",
    );
    expect(out).toContain("Its Twilio tokens open with no key: there are none.\n");
  });

  it("names every key where they are several, as in the middle of a rotation", async () => {
    const { out } = await runFake(["export", "m.gz"], exported({ keyIds: ["0011aabb", "ccdd2233"] }));
    expect(out).toContain("open with keys 0011aabb, ccdd2233 only (ENCRYPTION_KEY)");
  });

  it("says the same to machines", async () => {
    const { code, out } = await runFake(["export", "monday.ndjson.gz", "--json"], exported());
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      file: resolve("monday.ndjson.gz"),
      made_at: NOW.toISOString(),
      rows: { phone_numbers: 3, incidents: 2, audit_events: 17, leftovers: 1 },
      jobs: 4,
      key_ids: ["0011aabb"],
      sha256: "ab".repeat(32),
    });
  });

  it("also where migrations are pending", async () => {
    const asked: unknown[] = [];
    const atDesk: Session["atDesk"] = async (_work, options) => {
      asked.push(options);
      throw new Conflict("The file exists already");
    };
    await runFake(["export", "monday.ndjson.gz"], {}, { session: { atDesk } });
    expect(asked).toEqual([{ asItIs: true }]);
  });

  it("passes on why the file could not be written", async () => {
    const refused = await runFake(["export", "monday.ndjson.gz"], {
      exportBackup: async () => {
        throw new Conflict("/backups/monday.ndjson.gz exists already");
      },
    });
    expect(refused.code).not.toBe(0);
    expect(refused.out).toBe("");
    expect(refused.err).toContain("/backups/monday.ndjson.gz exists already");
  });
});

describe("lineman import", () => {
  function importing(changes: Partial<ImportResult> = {}, warnings: string[] = []) {
    const calls: object[] = [];
    const importBackup: Session["importBackup"] = async ({ onWarning, ...options }) => {
      calls.push(options);
      for (const warning of warnings) onWarning(warning);
      return { ...summary(), unknownJobs: 0, ...changes };
    };
    return { calls, session: { importBackup } };
  }

  it("says what it has brought in, and what is next", async () => {
    const { calls, session } = importing();
    expect(await runFake(["import", "monday.ndjson.gz"], {}, { session })).toEqual({
      code: 0,
      out:
        `Imported from ${resolve("monday.ndjson.gz")}, as of 2026-01-15 03:12 UTC: 3 numbers, 2 cases, 17 events of the audit log, 23 rows in all, 4 jobs that wait.\n` +
        "Next: `lineman audit verify`, then `lineman start`. The bot that the file is from must not run any more.\n",
      err: "",
      questions: [],
      openAtQuestions: [],
      open: 0,
    });
    expect(calls).toEqual([{ path: resolve("monday.ndjson.gz"), withoutKey: false }]);
  });

  it("warns before, and of jobs that it left out", async () => {
    const { session } = importing({ unknownJobs: 2 }, ["The key is another one."]);
    const { code, err } = await runFake(["import", "monday.ndjson.gz"], {}, { session });
    expect({ code, err }).toEqual({
      code: 0,
      err: "The key is another one.\n2 jobs that waited are of kinds that this version does not know: left out.\n",
    });
  });

  it("counts one job as one", async () => {
    const { session } = importing({ unknownJobs: 1 });
    const { err } = await runFake(["import", "monday.ndjson.gz"], {}, { session });
    expect(err).toBe("1 job that waited is of a kind that this version does not know: left out.\n");
  });

  it("goes without the key only where it is told to", async () => {
    const { calls, session } = importing();
    await runFake(["import", "monday.ndjson.gz", "--without-key"], {}, { session });
    expect(calls).toEqual([{ path: resolve("monday.ndjson.gz"), withoutKey: true }]);
  });

  it("says the same to machines", async () => {
    const { session } = importing({ unknownJobs: 2 });
    const { out, err } = await runFake(["import", "monday.ndjson.gz", "--json"], {}, { session });
    expect(JSON.parse(out)).toMatchObject({ file: resolve("monday.ndjson.gz"), jobs: 4, unknown_jobs: 2 });
    expect(err).toBe("");
  });
});
