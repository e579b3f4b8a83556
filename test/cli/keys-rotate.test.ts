import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runChecks } from "../../src/cli/doctor/run-checks.ts";
import { loadConfig } from "../../src/config.ts";
import { createDoctorMeans } from "../../src/doctor-means.ts";
import { createJobQueue } from "../../src/jobs/create-job-queue.ts";
import { createDatabase } from "../../src/persistence/create-database.ts";
import { openDatabase } from "../../src/persistence/open-database.ts";
import { createSecretBox } from "../../src/persistence/secret-box.ts";
import { type Outside, startOutside } from "../../standins/outside.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { aNewNumber } from "../support/new-number.ts";
import { askLineman, runLineman } from "./run-lineman.ts";

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

let outside: Outside;
let database: TestDatabase;
let env: Record<string, string>;
beforeAll(async () => {
  [outside, database] = await Promise.all([startOutside(), createTestDatabase()]);
  env = { ...outside.env, DATABASE_URL: database.url };
});
afterAll(async () => {
  await outside?.close();
  await database?.drop();
});

async function found(name: string, changes: Record<string, string>) {
  const findings = await runChecks(createDoctorMeans(loadConfig({ ...env, ...changes }), SILENT));
  return findings.find((finding) => finding.name === name);
}

describe("the stored tokens", { timeout: 120_000 }, () => {
  const [first, second] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
  const store = async (key: string) => {
    const opened = await openDatabase({ databaseUrl: database.url, dataDir: "" });
    const secretBox = createSecretBox({ key, oldKeys: [] });
    const ids = { uuid: () => crypto.randomUUID() };
    const jobs = createJobQueue({ sql: opened.pool, embedded: false, ids, log: SILENT });
    const stored = createDatabase({ pool: opened.pool, secretBox, jobs });
    for (let i = 0; i < 3; i += 1) await stored.numbers.create(aNewNumber(), "auth-token-of-a-number");
    await opened.close();
  };
  const rotate = (key: string, old = "") =>
    askLineman(["keys", "rotate"], { ...env, ENCRYPTION_KEY: key, ENCRYPTION_KEYS_OLD: old });
  const keyCheck = (key: string, old = "") =>
    found("encryption key", { ENCRYPTION_KEY: key, ENCRYPTION_KEYS_OLD: old });

  it("are missed by the doctor under a strange key, and encrypted anew by keys rotate, once", async () => {
    await store(first);
    expect(await keyCheck(second)).toMatchObject({
      outcome: "failed",
      what: expect.stringContaining("3 stored Twilio tokens"),
    });
    const blind = await rotate(second);
    expect(blind).toMatchObject({
      code: 5,
      json: { rotated: 0, unreadable_count: 3, old_keys_can_be_dropped: false },
    });
    expect(await keyCheck(second, first)).toMatchObject({ outcome: "warning" });
    const done = await rotate(second, first);
    expect(done).toMatchObject({
      code: 0,
      json: { rotated: 3, unreadable_count: 0, old_keys: [], old_keys_can_be_dropped: true },
    });
    expect(await rotate(second)).toMatchObject({ code: 0, json: { rotated: 0 } });
    expect(await keyCheck(second)).toMatchObject({ outcome: "ok" });
    expect((await runLineman(["audit", "verify"], env)).out).toMatch(
      /^The audit log holds\. Event 1 follows/,
    );
  });
});
