import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ScanPart } from "../../src/domain/account-scan.ts";
import { sid } from "../support/factories.ts";
import { AC, ACCESS, LIMITS, seedNumber, setUpTwilio, type TwilioSetup } from "./twilio-setup.ts";

const TRUNKS = "/v1/Trunks";

describe("the cache of account scans", () => {
  let setup: TwilioSetup;
  let nowMs: number;
  beforeEach(async () => {
    nowMs = Date.parse("2026-11-24T03:00:00Z");
    setup = await setUpTwilio({ now: () => new Date(nowMs) });
    seedNumber(setup.standin);
  });
  afterEach(() => setup.standin.close());

  /** Asks for a scan that is at most `ageMs` old; `ageMs` 0: one that begins now. */
  const scan = (
    ageMs: number,
    options: { part?: ScanPart; access?: typeof ACCESS; timeoutMs?: number } = {},
  ) => {
    const { part = "lists", access = ACCESS, timeoutMs = LIMITS.timeoutMs } = options;
    return setup.twilio.scanAccount(access, { part, notBefore: new Date(nowMs - ageMs) }, { timeoutMs });
  };
  const scans = () => setup.standin.calls.filter(({ path }) => path === TRUNKS).length;
  const delay = (path: string, delayMs: number, times?: number) =>
    setup.standin.faults.add({ kind: "delay", path, delayMs, ...(times === undefined ? {} : { times }) });

  it("reads an account once for twenty who ask at the same time, and keeps to the cap", async () => {
    for (let index = 0; index < 10; index += 1) setup.standin.seed.trunk(AC);
    delay("/", 15);
    const asked = Array.from({ length: 20 }, (_, index) => [
      scan(15_000),
      scan(15_000, { part: "policies" }),
      setup.twilio.numbersOnTrunk(ACCESS, sid("TK", String(index % 10)), LIMITS).catch(() => null),
    ]).flat();
    await Promise.all(asked);
    expect(scans()).toBe(1);
    expect(setup.standin.calls.filter(({ path }) => path === "/v1/ByocTrunks")).toHaveLength(1);
    expect(setup.standin.peakInFlight()).toBe(4);
  });

  it("asks nobody again for as long as a scan is young enough for the caller, and then anew", async () => {
    const first = await scan(15_000);
    nowMs += 14_000;
    expect(await scan(15_000)).toEqual(first);
    expect(scans()).toBe(1);
    nowMs += 1_000;
    expect((await scan(15_000)).beganAt).toEqual(new Date(nowMs));
    expect(scans()).toBe(2);
  });

  it("does not take a scan for young because the clock was set back", async () => {
    await scan(15_000);
    nowMs -= 3_600_000;
    await scan(15_000);
    expect(scans()).toBe(2);
  });

  it("keeps no scan that has a gap", async () => {
    setup.standin.faults.add({ kind: "answer", path: "SIP/Domains.json$", status: 503, body: "", times: 1 });
    const [one, other] = await Promise.all([scan(15_000), scan(15_000)]);
    expect(one.gaps).toMatchObject([{ cause: "unavailable" }]);
    expect(other.gaps, "of the same scan").toEqual(one.gaps);
    expect((await scan(15_000)).gaps).toEqual([]);
    expect(scans()).toBe(2);
  });

  it("gives those who need a younger one than runs the next one, all of them the same", async () => {
    delay("SIP/Domains", 150, 1);
    const running = scan(15_000);
    nowMs += 5;
    const list = setup.standin.seed.credentialList(AC);
    const younger = [0, 0, 0].map((ageMs) => scan(ageMs));
    setup.standin.seed.trunkLink(setup.standin.seed.trunk(AC), list);
    nowMs += 5;
    expect((await running).beganAt.getTime()).toBe(nowMs - 10);
    for (const { beganAt, uses } of await Promise.all(younger)) {
      expect(beganAt.getTime()).toBe(nowMs);
      expect(uses.map((use) => use.sid)).toContain(list);
    }
    expect(scans()).toBe(2);
  });

  it("tells what it has found when the caller's time is over, and goes on for who asks later", async () => {
    delay("SIP/Domains", 400, 1);
    const early = await scan(15_000, { timeoutMs: 200 });
    expect(early.gaps).toEqual([
      {
        kinds: ["twilio_credential_list", "twilio_ip_access_control_list"],
        cause: "timeout",
        detail:
          "there was not enough time to look through all of the account's trunks and SIP domains, and the look goes on",
      },
    ]);
    expect(early.uses.length).toBeGreaterThan(0);
    const late = await scan(15_000);
    expect(late.gaps).toEqual([]);
    expect(scans()).toBe(1);
  });

  it("begins nothing for those whose time was over while they waited for the next one", async () => {
    delay("SIP/Domains", 300, 1);
    const running = scan(15_000);
    nowMs += 5;
    expect((await scan(0, { timeoutMs: 50 })).gaps).toMatchObject([{ cause: "timeout" }]);
    await running;
    expect(scans()).toBe(1);
  });

  it("shares nothing between accounts, between regions, nor between credentials", async () => {
    const other = { ...ACCESS, accountSid: sid("AC", "b") };
    setup.standin.addAccount({ sid: other.accountSid, authToken: other.authToken });
    const theirs = setup.standin.seed.trunk(other.accountSid);
    setup.standin.seed.trunkLink(theirs, setup.standin.seed.credentialList(other.accountSid));
    const wrong = { ...ACCESS, authToken: "rotated-long-ago" };
    const ours = scan(15_000);
    const answers = await Promise.all([
      scan(15_000, { access: wrong }),
      ours,
      scan(15_000, { access: other }),
    ]);
    expect(answers[0]).toMatchObject({
      uses: [],
      gaps: [{ cause: "credentials" }, { cause: "credentials" }],
    });
    expect(answers[1].gaps).toEqual([]);
    expect(answers[2].uses.map(({ trunkSid }) => trunkSid)).toEqual([theirs]);
    const before = scans();
    await scan(15_000);
    expect(scans(), "still kept for the right credentials").toBe(before);
    await scan(15_000, { access: { ...ACCESS, region: "ie1" } });
    expect(scans()).toBe(before + 1);
  });
});
