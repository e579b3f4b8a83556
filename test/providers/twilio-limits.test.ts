import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sid } from "../support/factories.ts";
import { AC, ACCESS, LIMITS, seedNumber, setUpTwilio, stepFor, type TwilioSetup } from "./twilio-setup.ts";

describe("Twilio's limits", () => {
  let setup: TwilioSetup;
  beforeEach(async () => {
    setup = await setUpTwilio();
  });
  afterEach(() => setup.standin.close());

  const sightTimes = (count: number, timeoutMs: number) => {
    const { refs } = seedNumber(setup.standin);
    return Promise.allSettled(
      Array.from({ length: count }, () => setup.twilio.sight(ACCESS, refs.trunk, { timeoutMs })),
    );
  };

  it("has at most four requests of one account under way, over all callers", async () => {
    setup.standin.faults.add({ kind: "delay", delayMs: 30 });
    const results = await sightTimes(14, 5_000);
    expect(results.every(({ status }) => status === "fulfilled")).toBe(true);
    expect(setup.standin.peakInFlight()).toBe(4);
  });

  it("does not make one account wait for another", async () => {
    const other = sid("AC", "b");
    setup.standin.addAccount({ sid: other, authToken: "another" });
    setup.standin.faults.add({ kind: "hang", path: "/v1/Trunks" });
    void sightTimes(6, 4_000);
    const evidence = await setup.twilio.proveAccount(
      { accountSid: other, authToken: "another", region: "us1" },
      { timeoutMs: 3_500 },
    );
    expect(evidence).toContain(other);
  });

  it("ends every call in time, also those that wait for a slot, and sends none of these later", async () => {
    setup.standin.faults.add({ kind: "hang" });
    const results = await sightTimes(10, 300);
    for (const result of results)
      expect(result).toMatchObject({
        status: "rejected",
        reason: { kind: "timeout", message: "Twilio did not answer in time", providerCode: null },
      });
    setup.standin.faults.clear();
    await expect(setup.twilio.proveAccount(ACCESS, LIMITS)).resolves.toContain(AC);
    expect(setup.standin.calls, "four under way, six never sent, and the account").toHaveLength(5);
  });

  it("counts all pages of a list as one call", async () => {
    const trunk = setup.standin.seed.trunk(AC);
    for (let index = 0; index < 1001; index += 1)
      setup.standin.seed.trunkLink(trunk, setup.standin.seed.phoneNumber(AC, `+1415${5_550_000 + index}`));
    setup.standin.faults.add({ kind: "delay", delayMs: 250 });
    await expect(setup.twilio.numbersOnTrunk(ACCESS, trunk, { timeoutMs: 400 })).rejects.toMatchObject({
      kind: "timeout",
    });
  });

  it("takes a budget that is used up for a timeout", async () => {
    const { refs } = seedNumber(setup.standin);
    await expect(
      setup.twilio.perform(ACCESS, stepFor("remove", refs.policy), { timeoutMs: -3.5 }),
    ).rejects.toMatchObject({ kind: "timeout" });
  });
});
