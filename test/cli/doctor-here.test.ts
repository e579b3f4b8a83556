import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runChecks } from "../../src/cli/doctor/run-checks.ts";
import { loadConfig } from "../../src/config.ts";
import { createDoctorMeans } from "../../src/doctor-means.ts";
import { type Outside, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

let outside: Outside;
let directory: string;
beforeAll(async () => {
  outside = await startOutside();
  directory = await mkdtemp(join(tmpdir(), "lineman-doctor-"));
});
afterAll(async () => {
  await outside?.close();
  await rm(directory, { recursive: true });
});

async function examine(changes: Record<string, string> = {}) {
  const config = loadConfig({ ...outside.env, DATA_DIR: directory, PORT: "9", ...changes });
  return runChecks(createDoctorMeans(config, SILENT));
}
const found = async (name: string, changes?: Record<string, string>) =>
  (await examine(changes)).find((finding) => finding.name === name);
const failed = (what: string, fix: string) => ({
  outcome: "failed",
  what: expect.stringContaining(what),
  fix: expect.stringContaining(fix),
});

describe("the doctor looks up", { timeout: 60_000 }, () => {
  it("people on call who may not act: a guest, one who has left, one whom nobody knows", async () => {
    const named = (...ids: string[]) => ({ SLACK_ONCALL_USERGROUP: "", SLACK_ONCALL_USERS: ids.join(",") });
    expect(await found("on call", named(defaults.guest, "U0NOBODY"))).toMatchObject(
      failed(
        `Nobody may act: ${defaults.guest} is a guest, U0NOBODY is not known in this workspace.`,
        "members of this workspace",
      ),
    );
    outside.slack.workspace.usergroups[0]!.users.push(defaults.guest, defaults.otherBot);
    expect(await found("on call")).toMatchObject({
      outcome: "warning",
      what: expect.stringContaining(`${defaults.guest} is a guest, ${defaults.otherBot} is a bot.`),
    });
  });

  it("one person on call where a second one is required", async () => {
    const alone = { SLACK_ONCALL_USERGROUP: "", SLACK_ONCALL_USERS: defaults.requester };
    expect(await found("approvers", { ...alone, SECOND_APPROVER: "required" })).toMatchObject(
      failed("can never be met", "at least two"),
    );
  });

  it("another program on the bot's port, also one that says nothing in HTTP", async () => {
    const mute = createServer((socket) => socket.end("SSH-2.0-other\r\n")).listen(0, "127.0.0.1");
    await once(mute, "listening");
    const { port } = mute.address() as AddressInfo;
    const stranger = { outcome: "warning", what: expect.stringContaining("Another program") };
    expect(await found("bot", { PORT: String(port) })).toMatchObject(stranger);
    mute.close();
    const { port: http } = new URL(outside.env["SLACK_API_URL"]!);
    expect(await found("bot", { PORT: http })).toMatchObject(stranger);
  });

  it("an embedded database that is not made yet, once", async () => {
    const findings = await examine();
    expect(findings.filter(({ what }) => what.includes(directory))).toMatchObject([
      { name: "database", ...failed("There is no database in", "`lineman migrate` makes one") },
    ]);
  });
});
