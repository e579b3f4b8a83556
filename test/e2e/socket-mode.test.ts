import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/cli/doctor/check.ts";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { ACCOUNT, type Outside, type SeededNumber, startOutside } from "../../standins/outside.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import type { ShownView, SlackMessage } from "../../standins/slack/wire.ts";
import { askLineman } from "../cli/run-lineman.ts";
import { askBot, importNumber } from "../support/bot-api.ts";
import { judgedFetch } from "../support/judged.ts";

const NUMBER = "+14155551234";

describe("the main job in Socket Mode", () => {
  let outside: Outside;
  let directory: string;
  let settings: Record<string, string>;
  let bot: BotProcess;
  let seeded: SeededNumber;
  let id: number;

  beforeAll(async () => {
    outside = await startOutside();
    directory = await mkdtemp(join(tmpdir(), "lineman-e2e-"));
    const { SLACK_SIGNING_SECRET: _overHttpOnly, ...env } = outside.env;
    // No address for Slack: everything has to come through a socket.
    settings = { ...env, SLACK_APP_TOKEN: outside.slack.workspace.appToken, DATA_DIR: directory };
    bot = await startBot(settings);
    seeded = outside.seedNumber(NUMBER);
  });
  afterAll(async () => {
    await bot?.stop();
    await outside?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const until = <T>(condition: () => T) => outside.slack.until(condition, { timeoutMs: 20_000 });
  const onCall = () => outside.slack.person(defaults.requester);
  const alert = (): SlackMessage => {
    const [message] = outside.slack.messages(defaults.alerts);
    if (!message) throw new Error("there is no alert");
    return message;
  };
  const words = (blocks: unknown) => JSON.stringify(blocks);
  const decidedModal = (): ShownView | undefined =>
    outside.slack.viewsOf(defaults.requester).find(({ submit }) => submit !== null);

  it("alerts a number whose teardown failed", async () => {
    id = await importNumber(bot, seeded);
    outside.twilio.rotateToken(ACCOUNT.sid, "rotated-by-somebody-else-0123456789ab");
    expect((await askBot(bot, "DELETE", `/${id}`)).status).toBe(422);
    await until(() => words(alert().blocks).includes("Twilio rejected the credentials"));
  });

  it("answers buttons and commands, and refuses who may not act", async () => {
    outside.twilio.rotateToken(ACCOUNT.sid, ACCOUNT.authToken);
    await outside.slack.person(defaults.colleague).click(alert(), "check_again");
    await until(() => words(outside.slack.ephemerals(defaults.colleague)).includes(defaults.oncall));
    outside.cleanUpByHand(seeded);
    expect(await onCall().click(alert(), "check_again")).toMatchObject({ status: 200, late: false });
    await until(() => !words(alert().blocks).includes("cannot tell"));
  });

  it("opens the window, answers wrong digits at their field, and force-deletes once", async () => {
    await onCall().command("/phone", `force-delete ${id}`);
    const modal = await until(decidedModal);
    const wrong = await onCall().submit(modal.id, { digits: "9999", reason: "OPS-812" });
    expect(wrong.errors).toHaveProperty("digits");
    await onCall().submit(modal.id, { digits: "1234", reason: "OPS-812" }, { times: 5 });
    await until(() => words(alert().blocks).includes("was force-deleted"));
    expect((await askBot(bot, "GET", `/${id}`)).status).toBe(404);
  });

  it("draws Home when it is opened", async () => {
    await onCall().openHome();
    await until(() => outside.slack.homeOf(defaults.requester) !== undefined);
  });

  it("says at /readyz and to the doctor when no socket is open, and comes back by itself", {
    timeout: 120_000,
  }, async () => {
    const ready = async () => {
      const answer = await judgedFetch(`${bot.url}/readyz`);
      return { status: answer.status, text: await answer.text() };
    };
    const refusing = outside.slack.fail(
      "apps.connections.open",
      { kind: "status", status: 503 },
      { times: 1_000 },
    );
    for (const link of outside.slack.sockets.open) link.drop();
    let seen = await ready();
    while (seen.status === 200) seen = await ready();
    expect(seen.status).toBe(503);
    expect(seen.text).toContain("socket: not connected since");
    const { code, json } = await askLineman(["doctor"], { ...settings, PORT: new URL(bot.url).port });
    const failed = json.checks.filter(({ outcome }: Finding) => outcome === "failed");
    expect(failed).toEqual([
      {
        name: "slack socket",
        outcome: "failed",
        what: expect.stringContaining("Slack gave no usable answer"),
        fix: expect.stringContaining("HTTPS"),
      },
      {
        name: "bot",
        outcome: "failed",
        what: expect.stringContaining("socket: not connected since"),
        fix: expect.stringContaining("look at its log"),
      },
    ]);
    expect(code).toBe(5);
    refusing.clear();
    while (seen.status !== 200) seen = await ready();
    const answers = outside.slack.ephemerals(defaults.requester).length;
    await onCall().command("/phone", "help");
    await until(() => outside.slack.ephemerals(defaults.requester).length > answers);
  });

  it("has broken no rule, told nobody the token, and hangs up when it is stopped", async () => {
    expect(outside.slack.violations).toEqual([]);
    expect(bot.output() + words(outside.slack.calls)).not.toContain(outside.slack.workspace.appToken);
    expect(await bot.stop()).toBe(0);
    await until(() => outside.slack.sockets.open.length === 0);
  });
});
