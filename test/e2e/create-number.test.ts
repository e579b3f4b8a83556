import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { ACCOUNT, type Outside, startOutside } from "../../standins/outside.ts";
import { askBot } from "../support/bot-api.ts";

const NUMBER = "+14155550123";

const REQUEST = {
  phone_number: NUMBER,
  label: "Support Line",
  supports_inbound: true,
  supports_outbound: true,
  provider: "twilio",
  twilio_account_sid: ACCOUNT.sid,
  twilio_auth_token: ACCOUNT.authToken,
  outbound_trunk: { allowed_addresses: ["192.0.2.0/24"] },
};

describe("setting a number up, over the real wire on the embedded database", () => {
  let outside: Outside;
  let env: Record<string, string>;
  let directory: string;
  let bot: BotProcess;

  beforeAll(async () => {
    outside = await startOutside();
    outside.twilio.seed.phoneNumber(ACCOUNT.sid, NUMBER);
    directory = await mkdtemp(join(tmpdir(), "lineman-e2e-"));
    env = {
      ...outside.env,
      DATA_DIR: directory,
      LIVEKIT_SIP_URI: "sip:demo.sip.livekit.cloud",
      LOG_LEVEL: "trace",
      // A short lease, so that the job of a dead process is due soon.
      DELETE_BUDGET_SECONDS: "6",
    };
    bot = await startBot(env);
    outside.slack.connect(bot.url);
  });
  afterAll(async () => {
    await bot?.stop();
    await outside?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const leftOutside = () => [
    ...outside.twilio.resources().filter(({ kind }) => kind !== "PN"),
    ...outside.livekit.inboundTrunks(),
    ...outside.livekit.outboundTrunks(),
    ...outside.livekit.dispatchRules(),
  ];
  const until = async (holds: () => boolean, withinMs: number) => {
    for (const end = Date.now() + withinMs; !holds() && Date.now() < end; ) await sleep(100);
    expect(holds()).toBe(true);
  };

  it("creates it with everything, and says the SIP password to nobody else", async () => {
    const { status, body } = await askBot(bot, "POST", "", REQUEST);
    expect({ status, message: body.message }).toEqual({
      status: 201,
      message: "Phone number created successfully",
    });
    expect(body.item.status).toBe("active");
    expect(body.item.external_resources).toHaveLength(8);
    const password = outside.twilio.resources().find(({ kind }) => kind === "CR")?.fields["password"];
    expect(outside.livekit.outboundTrunks()).toMatchObject([{ auth_password: password }]);
    expect(String(password)).toHaveLength(32);
    for (const text of [bot.output(), JSON.stringify(body), JSON.stringify(outside.slack.calls)])
      expect(text).not.toContain(String(password));
    expect((await askBot(bot, "POST", "", REQUEST)).body.errors).toEqual({
      phone_number: ["has already been taken"],
    });
    expect((await askBot(bot, "DELETE", `/${body.item.id}`)).status).toBe(200);
    expect(leftOutside()).toEqual([]);
  });

  it("takes everything down after a restart when the process is killed in the middle", async () => {
    const path = "/twirp/livekit.SIP/CreateSIPOutboundTrunk";
    const hang = outside.livekit.faults.add({ kind: "hang", path });
    const answer = askBot(bot, "POST", "", REQUEST).catch(() => null);
    await until(() => hang.hits() > 0, 10_000);
    expect(leftOutside()).not.toEqual([]);
    const ended = once(bot.process, "exit");
    bot.process.kill("SIGKILL");
    await ended;
    expect(await answer).toBeNull();
    hang.remove();
    bot = await startBot(env);
    await until(() => leftOutside().length === 0, 60_000);
    // The record goes a moment after the last proof that nothing is left.
    for (let tries = 0; tries < 50 && (await askBot(bot, "POST", "", REQUEST)).status !== 201; tries += 1)
      await sleep(200);
    expect(leftOutside()).not.toEqual([]);
    expect(outside.slack.calls.map(({ method }) => method)).not.toContain("chat.postMessage");
  }, 120_000);
});
