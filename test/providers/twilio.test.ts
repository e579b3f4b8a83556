import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProviderError } from "../../src/domain/errors.ts";
import { createTwilioProvider } from "../../src/providers/twilio/twilio-provider.ts";
import { sid } from "../support/factories.ts";
import { type Prism, startPrism } from "../support/prism.ts";
import {
  AC,
  ACCESS,
  LIMITS,
  refTo,
  seedNumber,
  setUpTwilio,
  stepFor,
  TOKEN,
  type TwilioSetup,
} from "./twilio-setup.ts";

describe("Twilio through its official specifications", () => {
  let setup: TwilioSetup;
  let prism: Prism;
  beforeAll(async () => {
    setup = await setUpTwilio();
    prism = await startPrism(setup.standin.url);
    setup.twilio = createTwilioProvider({ apiUrl: prism.url });
  });
  afterEach(() => {
    expect(prism.violations).toEqual([]);
    expect(setup.standin.violations).toEqual([]);
  });
  afterAll(async () => {
    await prism.close();
    await setup.standin.close();
  });

  it("proves an active account with a sentence that names it", async () => {
    await expect(setup.twilio.proveAccount(ACCESS, LIMITS)).resolves.toBe(
      `Twilio account ${AC} is active and accepted the credentials (region us1)`,
    );
  });

  it("sees each kind while it is there, and its absence once it was removed", async () => {
    const { refs } = seedNumber(setup.standin);
    for (const ref of Object.values(refs)) {
      await expect(setup.twilio.sight(ACCESS, ref, LIMITS)).resolves.toEqual({
        seen: "present",
        how: "Twilio GET, 200",
        requestId: expect.stringMatching(/^RQ/),
        name: expect.stringMatching(/./),
      });
    }
    for (const ref of Object.values(refs)) {
      setup.standin.removeByHand(ref.sid);
      await expect(setup.twilio.sight(ACCESS, ref, LIMITS)).resolves.toMatchObject({
        seen: "absent",
        how: "Twilio GET, 404 with code 20404",
        providerCode: "20404",
        requestId: expect.stringMatching(/^RQ/),
      });
    }
  });

  it("takes a number's resources down in the order of a plan, and finds them gone the second time", async () => {
    const { trunk, refs } = seedNumber(setup.standin);
    const steps = [
      stepFor("remove", refs.number),
      stepFor("remove", refs.url),
      stepFor("unlink_credential_list", refs.credentialList, trunk),
      stepFor("unlink_ip_access_control_list", refs.addressList, trunk),
      stepFor("remove", refs.trunk),
      stepFor("remove", refs.credentialList),
      stepFor("remove", refs.addressList),
      stepFor("remove", refs.policy),
    ];
    for (const step of steps) {
      const answer = await setup.twilio.perform(ACCESS, step, LIMITS);
      expect(answer, step.id).toMatchObject({ answer: "removed", requestId: expect.stringMatching(/^RQ/) });
    }
    for (const step of steps) {
      const answer = await setup.twilio.perform(ACCESS, step, LIMITS);
      expect(answer, step.id).toMatchObject({
        answer: "already_gone",
        requestId: expect.stringMatching(/^RQ/),
      });
    }
    expect(setup.standin.has(refs.number.sid), "the number itself is never released").toBe(true);
  });

  it("unlinks a list without removing it", async () => {
    const { trunk, refs } = seedNumber(setup.standin);
    await setup.twilio.perform(ACCESS, stepFor("unlink_credential_list", refs.credentialList, trunk), LIMITS);
    expect(setup.standin.isLinked(trunk, refs.credentialList.sid)).toBe(false);
    expect(setup.standin.has(refs.credentialList.sid)).toBe(true);
  });

  it("lists every number and origination URL of a trunk over several pages", async () => {
    const trunk = setup.standin.seed.trunk(AC);
    const numbers = Array.from({ length: 1001 }, (_, index) => `+1415${5_550_000 + index}`);
    for (const number of numbers)
      setup.standin.seed.trunkLink(trunk, setup.standin.seed.phoneNumber(AC, number));
    const url = setup.standin.seed.originationUrl(trunk);

    const listed = await setup.twilio.numbersOnTrunk(ACCESS, trunk, LIMITS);
    expect(listed.map(({ phoneNumber }) => phoneNumber).sort()).toEqual(numbers);
    expect(listed[0]?.sid).toMatch(/^PN/);
    await expect(setup.twilio.originationUrlsOf(ACCESS, trunk, LIMITS)).resolves.toEqual([url]);
  });
});

describe("Twilio", () => {
  let setup: TwilioSetup;
  beforeEach(async () => {
    setup = await setUpTwilio();
  });
  afterEach(() => setup.standin.close());
  const failure = (work: Promise<unknown>) =>
    work.then(
      (value) => expect.fail(`answered ${JSON.stringify(value)}`),
      (error: unknown) => {
        if (error instanceof ProviderError) return error;
        throw error;
      },
    );

  it.each(["suspended", "closed"] as const)("does not take a %s account for proof", async (status) => {
    setup.standin.setAccountStatus(AC, status);
    const error = await failure(setup.twilio.proveAccount(ACCESS, LIMITS));
    expect(error).toMatchObject({ kind: "account_inactive", message: `Twilio account ${AC} is ${status}` });
  });

  it("does not take another account's answer for proof", async () => {
    setup.standin.faults.add({
      kind: "answer",
      status: 200,
      body: { sid: sid("AC", "b"), status: "active", auth_token: TOKEN },
    });
    const error = await failure(setup.twilio.proveAccount(ACCESS, LIMITS));
    expect(error).toMatchObject({ kind: "unexpected", message: expect.stringContaining(AC) });
  });

  it("never sends an id of the wrong form", async () => {
    const trunk = sid("TK", "a");
    const unusable = [
      refTo("twilio_sip_trunk", ""),
      refTo("twilio_sip_trunk", ".."),
      refTo("twilio_connection_policy", sid("AL", "a")),
      refTo("twilio_trunk_number", sid("PN", "a"), null),
      refTo("twilio_origination_url", sid("OU", "a"), ""),
      refTo("livekit_inbound_trunk", "ST_a"),
    ];
    const attempts = [
      ...unusable.map((ref) => setup.twilio.sight(ACCESS, ref, LIMITS)),
      ...unusable.map((ref) => setup.twilio.perform(ACCESS, stepFor("remove", ref), LIMITS)),
      setup.twilio.perform(
        ACCESS,
        stepFor("unlink_credential_list", refTo("twilio_credential_list", sid("CL", "a"))),
        LIMITS,
      ),
      setup.twilio.perform(
        ACCESS,
        stepFor("unlink_credential_list", refTo("twilio_ip_access_control_list", sid("AL", "a")), trunk),
        LIMITS,
      ),
      setup.twilio.numbersOnTrunk(ACCESS, "", LIMITS),
      setup.twilio.originationUrlsOf(ACCESS, "TK", LIMITS),
      setup.twilio.proveAccount({ ...ACCESS, accountSid: "AC" }, LIMITS),
      setup.twilio.proveAccount({ ...ACCESS, region: "ie1.evil.example" }, LIMITS),
    ];
    for (const attempt of attempts) expect((await failure(attempt)).kind).toBe("invalid_id");
    expect(setup.standin.calls).toEqual([]);
  });

  it("refuses to make up a step that Twilio does not have", async () => {
    const { refs } = seedNumber(setup.standin);
    const error = await failure(setup.twilio.perform(ACCESS, stepFor("detach_number", refs.trunk), LIMITS));
    expect(error.kind).toBe("unexpected");
    expect(setup.standin.calls).toEqual([]);
  });

  it("keeps an answer with another sid, or with none, from passing as present", async () => {
    const { refs } = seedNumber(setup.standin);
    for (const body of [{ sid: sid("TK", "b") }, { meta: {}, trunks: [] }]) {
      setup.standin.faults.add({ kind: "answer", status: 200, body, times: 1 });
      expect((await failure(setup.twilio.sight(ACCESS, refs.trunk, LIMITS))).kind).toBe("unexpected");
    }
  });

  it("does not call something removed on a 200 of a proxy", async () => {
    const { refs } = seedNumber(setup.standin);
    setup.standin.faults.add({ kind: "answer", method: "DELETE", status: 200, body: "<html>Sign in</html>" });
    const error = await failure(setup.twilio.perform(ACCESS, stepFor("remove", refs.policy), LIMITS));
    expect(error.kind).toBe("unexpected");
  });

  it("leaves an ambiguous delete to the next look, which finds it gone", async () => {
    const { refs } = seedNumber(setup.standin);
    for (const [ref, fault] of [
      [refs.policy, { kind: "applied_then_answer", status: 500, times: 1 }],
      [refs.url, { kind: "applied_then_reset", times: 1 }],
    ] as const) {
      setup.standin.faults.add({ ...fault, method: "DELETE" });
      const error = await failure(setup.twilio.perform(ACCESS, stepFor("remove", ref), LIMITS));
      expect(error.kind).toBe("unavailable");
      const again = await setup.twilio.perform(ACCESS, stepFor("remove", ref), LIMITS);
      expect(again.answer).toBe("already_gone");
    }
    expect(setup.standin.calls.filter(({ method }) => method === "DELETE")).toHaveLength(4);
  });

  it("sends calls under the path of TWILIO_API_URL", async () => {
    const twilio = createTwilioProvider({ apiUrl: `${setup.standin.url}/proxy/twilio/` });
    await failure(twilio.sight(ACCESS, refTo("twilio_sip_trunk", sid("TK", "a")), LIMITS));
    expect(setup.standin.calls.map(({ path }) => path)).toEqual([
      `/proxy/twilio/v1/Trunks/${sid("TK", "a")}`,
    ]);
  });
});
