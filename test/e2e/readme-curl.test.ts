import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { API_TOKEN, type Outside, startOutside } from "../../standins/outside.ts";
import { createTestDatabase } from "../support/database.ts";
import { expectDocumented, prepareJudge } from "../support/judged.ts";

const run = promisify(execFile);
const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** Every block that is a curl command, with the status that it says at its end. */
const EXAMPLES = [...README.matchAll(/^```sh\n(curl [\s\S]*?)\n```$/gm)].map(([, command = ""]) => ({
  command,
  status: /# (\d{3})$/.exec(command)?.[1],
}));

describe("the curl examples of the README, in their order", () => {
  let outside: Outside;
  let database: { url: string; drop(): Promise<void> };
  let bot: BotProcess;

  beforeAll(async () => {
    outside = await startOutside();
    database = await createTestDatabase();
    const client = new pg.Client(database.url);
    await client.connect();
    // The README's number has the id that it has everywhere else in the documents.
    await client.query("ALTER SEQUENCE phone_numbers_id_seq RESTART WITH 42");
    await client.end();
    bot = await startBot({ ...outside.env, DATABASE_URL: database.url });
    outside.slack.connect(bot.url);
    await prepareJudge(bot.url);
  });
  afterAll(async () => {
    await bot?.stop();
    await outside?.close();
    await database?.drop();
  });

  it("are there for every endpoint that a platform uses", () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(8);
  });

  it.each(EXAMPLES)("$command", async ({ command, status }) => {
    const shown = `curl() { command curl -sS -w '\\n%{http_code} %{content_type} %{method} %{url}' "$@"; }\n`;
    const script = shown + command.replaceAll("http://localhost:3000", bot.url);
    const { stdout } = await run("sh", ["-c", script], {
      env: { PATH: process.env["PATH"] ?? "", TOKEN: API_TOKEN, no_proxy: "127.0.0.1" },
    });
    const [body = "", sent = ""] = stdout.split(/\n(?=[^\n]*$)/);
    const [, answered, type = "", method = "", url = ""] = /^(\d+) (.*) (\w+) (\S+)$/.exec(sent) ?? [];
    expect(answered, stdout).toBe(status);
    await expectDocumented({
      method,
      path: new URL(url).pathname,
      status: Number(answered),
      headers: new Headers({ "content-type": type }),
      body: JSON.parse(body),
    });
  });
});
