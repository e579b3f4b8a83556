import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createProviders } from "../../src/create-providers.ts";
import type { ConnectionReport } from "../../src/operations/ports/connections.ts";
import { createLivekitStandin, type LivekitStandin } from "../../standins/livekit/livekit-standin.ts";
import { createTwilioStandin, type TwilioStandin } from "../../standins/twilio/twilio-standin.ts";
import { sid } from "../support/factories.ts";
import { KEY, OURS, rule, SECRET } from "./livekit-setup.ts";
import { AC, ACCESS, LIMITS, refTo, TOKEN } from "./twilio-setup.ts";

const OTHER = { sid: sid("AC", "b"), authToken: "another-t0ken-0123456789abcdef0123" };

let twilio: TwilioStandin;
let livekit: LivekitStandin;
let changes: number;
beforeEach(async () => {
  twilio = await createTwilioStandin({ accounts: [{ sid: AC, authToken: TOKEN }, OTHER] });
  livekit = await createLivekitStandin({ apiKey: KEY, apiSecret: SECRET });
  changes = 0;
});
afterEach(async () => {
  expect([...twilio.violations, ...livekit.violations]).toEqual([]);
  await twilio.close();
  await livekit.close();
});

const providers = (account: { sid: string; authToken: string } | null = { sid: AC, authToken: TOKEN }) =>
  createProviders(
    {
      twilio: { apiUrl: twilio.url, account },
      livekit: { url: livekit.url, apiKey: KEY, apiSecret: SECRET, sipUri: null },
    },
    { now: () => new Date(), onChange: () => (changes += 1) },
  );
const stateOf = async (connection: () => Promise<ConnectionReport>) => (await connection()).state;

describe("the providers' connections", () => {
  it("are known from the calls that are made anyway", async () => {
    const { telephony, realtime, connections } = providers();
    await telephony.sight(ACCESS, refTo("twilio_sip_trunk", sid("TK", "c")), LIMITS);
    await realtime.look([rule("SDR_none")], OURS, LIMITS);
    const calls = twilio.calls.length + livekit.calls.length;
    expect([await stateOf(connections.twilio), await stateOf(connections.livekit)]).toEqual(["ok", "ok"]);
    expect(twilio.calls.length + livekit.calls.length).toBe(calls);
    expect(changes).toBe(2);
  });

  it("are asked for by one small call each where nobody has called", async () => {
    const { connections } = providers();
    expect([await stateOf(connections.twilio), await stateOf(connections.livekit)]).toEqual(["ok", "ok"]);
    expect([twilio.calls.length, livekit.calls.length]).toEqual([1, 1]);
  });

  it("fail where the installation's credentials are refused, and not where a number's own are", async () => {
    const { telephony, connections } = providers();
    const stranger = { ...ACCESS, accountSid: OTHER.sid, authToken: "wrong-t0ken-0123456789abcdef012345" };
    await expect(telephony.proveAccount(stranger, LIMITS)).rejects.toThrow("rejected the credentials");
    expect(await stateOf(connections.twilio)).toBe("ok");
    twilio.rotateToken(AC, "rotated-0123456789abcdef0123456789");
    await expect(telephony.proveAccount(ACCESS, LIMITS)).rejects.toThrow("rejected the credentials");
    const report = await connections.twilio();
    expect(report).toMatchObject({ state: "failing", detail: expect.stringContaining("20003") });
    expect(JSON.stringify(report)).not.toContain(TOKEN);
  });

  it("fail where nobody answers", async () => {
    await livekit.close();
    const { realtime, connections } = providers();
    await realtime.look([rule("SDR_none")], OURS, LIMITS);
    expect(await connections.livekit()).toMatchObject({
      state: "failing",
      detail: expect.stringContaining("LiveKit"),
    });
    livekit = await createLivekitStandin({ apiKey: KEY, apiSecret: SECRET });
  });

  it("are not known of Twilio where no account is configured to ask with", async () => {
    const { connections } = providers(null);
    expect(await connections.twilio()).toMatchObject({
      state: "unknown",
      detail: expect.stringContaining("TWILIO_ACCOUNT_SID"),
    });
    expect(twilio.calls).toEqual([]);
  });
});
