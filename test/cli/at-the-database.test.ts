import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSession } from "../../src/cli/create-session.ts";
import type { Finding } from "../../src/cli/doctor/check.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { runCommandLine } from "../../src/cli/run-command-line.ts";
import type { Terminal } from "../../src/cli/terminal.ts";
import { loadConfig } from "../../src/config.ts";
import { type Outside, startOutside } from "../../standins/outside.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let outside: Outside;
let database: TestDatabase;
let env: Record<string, string>;
beforeAll(async () => {
  [outside, database] = await Promise.all([startOutside(), createTestDatabase({ migrated: false })]);
  env = { ...outside.env, DATABASE_URL: database.url, PORT: "9" };
});
afterAll(async () => {
  await outside?.close();
  await database?.drop();
});

/** A command as `lineman` runs it, in this process, with nobody at the terminal. */
async function run(args: string[], changes: Record<string, string> = {}) {
  const written = { out: "", err: "" };
  const out = (text: string) => {
    written.out += text;
  };
  const terminal: Terminal = {
    hasColour: false,
    columns: null,
    isInteractive: false,
    out,
    say: out,
    err: (text) => {
      written.err += text;
    },
    ask: () => Promise.reject(new Error("nobody can be asked")),
    during: (work) => work(),
  };
  const code = await runCommandLine(args, {
    terminal,
    openSession: (isJson) =>
      createSession(terminal, { isJson, loadConfig: () => loadConfig({ ...env, ...changes }) }),
  });
  return { code, ...written };
}

describe("a command at the database", { timeout: 60_000 }, () => {
  it("says what to do where there is none, and where it lacks migrations", async () => {
    const directory = await mkdtemp(join(tmpdir(), "lineman-cli-"));
    const nowhere = await run(["numbers", "list"], { DATABASE_URL: "", DATA_DIR: directory });
    await rm(directory, { recursive: true });
    expect(nowhere).toMatchObject({ code: EXIT.broken, out: "" });
    expect(nowhere.err).toContain(`There is no database in ${directory} yet.`);
    const early = await run(["numbers", "list"]);
    expect(early).toMatchObject({ code: EXIT.broken, out: "" });
    expect(early.err).toContain("Run `lineman migrate` first.");
  });

  it("applies migrations, says which, and then that there is nothing to do", async () => {
    const first = await run(["migrate"]);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toMatch(
      /^Applied 20261123000000_init\n(Applied \S+\n)*\d+ applied: the database is up to date\.\n$/,
    );
    expect(await run(["migrate"])).toEqual({
      code: 0,
      out: "Nothing to do: all migrations are applied.\n",
      err: "",
    });
    expect(await run(["migrate", "--json"])).toEqual({ code: 0, out: '{\n  "applied": []\n}\n', err: "" });
  });

  it("lets no command at a database whose migration broke off, but the doctor", async () => {
    const client = new pg.Client(database.url);
    await client.connect();
    const finish = (at: string) =>
      client.query(
        `UPDATE _prisma_migrations SET finished_at = ${at} WHERE migration_name = '20261123000000_init'`,
      );
    await finish("NULL");
    const { code, err } = await run(["numbers", "list"]);
    const examined = await run(["doctor", "--json"]);
    await finish("now()");
    await client.end();
    expect({ code, err }).toEqual({
      code: EXIT.broken,
      err: "A migration began and did not finish (20261123000000_init). Run `lineman migrate`: it tells what to do by hand.\n",
    });
    const { checks } = JSON.parse(examined.out) as { checks: Finding[] };
    expect(checks.find(({ name }) => name === "migrations")).toMatchObject({ outcome: "failed" });
  });

  it("reads what is there, and closes what it has opened", async () => {
    expect(await run(["numbers", "list"])).toEqual({ code: 0, out: "No numbers are recorded.\n", err: "" });
    const proof = await run(["audit", "verify"]);
    expect(proof).toMatchObject({ code: 0, err: "" });
    expect(proof.out).toMatch(/^The audit log is empty: nothing is recorded yet\./);
    const { code, out } = await run(["keys", "rotate", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      rotated: 0,
      unreadable_count: 0,
      unreadable: [],
      current_key_id: expect.stringMatching(/^[0-9a-f]{8}$/),
      old_keys: [],
      old_keys_can_be_dropped: true,
    });
  });

  it("is examined by the doctor, a check a line, a fix below each that is not ok, and the sum", async () => {
    const secret = { SLACK_SIGNING_SECRET: "0123456789abcdef" };
    const { code, out } = await run(["doctor"], secret);
    expect(code).toBe(EXIT.faults);
    expect(out).toMatch(/^ok {7}configuration {3}All variables can be read\.$/m);
    expect(out).toMatch(
      /^failed {3}signing secret {2}SLACK_SIGNING_SECRET has 16 characters;.*\n {25}Fix: Copy the/m,
    );
    expect(out).toMatch(/^warning {2}bot {13}No bot answers on port 9 of this host\.\n {25}Fix: Start it/m);
    expect(out).toMatch(/\n\n\d+ ok, 1 warning, 1 failed\n$/);
    const { code: again, out: json } = await run(["doctor", "--json"], secret);
    expect(again).toBe(EXIT.faults);
    const { success, checks } = JSON.parse(json) as { success: boolean; checks: Finding[] };
    expect(success).toBe(false);
    expect(checks.filter(({ outcome }) => outcome === "failed")).toMatchObject([{ name: "signing secret" }]);
    expect(checks.find(({ name }) => name === "database")?.what).toMatch(/^The PostgreSQL \d+.* answers\.$/);
  });

  it("ends with 0 where the doctor finds nothing that failed", async () => {
    const secret = { SLACK_SIGNING_SECRET: "0123456789abcdef0123456789abcdef" };
    const { code, out } = await run(["doctor"], secret);
    expect(code).toBe(0);
    expect(out).toMatch(/\n\n\d+ ok, 1 warning, 0 failed\n$/);
  });

  it("reports a broken configuration as failed checks", async () => {
    const { code, out } = await run(["doctor"], { PORT: "x", ENCRYPTION_KEY: "short" });
    expect(code).toBe(EXIT.faults);
    expect(out).toContain("failed   configuration  PORT is not a whole number from 0 to 65535.\n");
    expect(out).toContain("warning  others         Nothing else was looked at");
    expect(out).toMatch(/\n0 ok, 1 warning, 2 failed\n$/);
  });
});
