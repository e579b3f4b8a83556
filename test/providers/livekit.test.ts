import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ProviderError } from "../../src/domain/errors.ts";
import {
  inbound,
  LIMITS,
  type LivekitSetup,
  livekitAt,
  OURS,
  outbound,
  rule,
  setUpLivekit,
  sightOf,
  stepFor,
  THEIRS,
} from "./livekit-setup.ts";

const RPC = "/twirp/livekit.SIP/";

describe("LiveKit", () => {
  let setup: LivekitSetup;
  beforeEach(async () => {
    setup = await setUpLivekit();
  });
  afterEach(async () => {
    expect(setup.standin.violations).toEqual([]);
    await setup.standin.close();
  });
  const sight = (ref: ReturnType<typeof rule>) => sightOf(setup.livekit, ref);
  const remove = (ref: ReturnType<typeof rule>) =>
    setup.livekit.perform(stepFor("remove", ref), OURS, LIMITS);
  const detach = (ref: ReturnType<typeof rule>) =>
    setup.livekit.perform(stepFor("detach_number", ref), OURS, LIMITS);
  const calledRpcs = () => setup.standin.calls.map(({ path }) => path.replace(RPC, ""));
  const failure = (work: Promise<unknown>) =>
    work.then(
      (value) => expect.fail(`answered ${JSON.stringify(value)}`),
      (error: unknown) => {
        if (error instanceof ProviderError) return error;
        throw error;
      },
    );

  it("tells its host as configured", () => {
    expect(livekitAt("wss://demo.livekit.cloud").host).toBe("wss://demo.livekit.cloud");
  });

  it("sees each kind while it is there, and its absence once it was removed", async () => {
    const { seed } = setup.standin;
    seed.inboundTrunk({ numbers: [THEIRS] });
    seed.dispatchRule({ trunk_ids: ["ST_other"] });
    const refs = [
      inbound(seed.inboundTrunk({ numbers: [OURS] })),
      outbound(seed.outboundTrunk({ numbers: [OURS], address: "x.pstn.twilio.com" })),
      rule(seed.dispatchRule({ trunk_ids: ["ST_a"] })),
    ];
    for (const ref of refs) {
      expect(await sight(ref)).toMatchObject({ seen: "present", requestId: null });
      setup.standin.removeByHand(ref.sid);
      expect(await sight(ref)).toMatchObject({ seen: "absent", providerCode: null });
    }
  });

  it("finds a trunk on the other list than its recorded kind", async () => {
    const id = setup.standin.seed.outboundTrunk({ numbers: [OURS], address: "x.pstn.twilio.com" });
    expect(await sight(inbound(id))).toMatchObject({ seen: "present" });
  });

  it("needs both lists for an absence, and one for a presence", async () => {
    const id = setup.standin.seed.inboundTrunk({ numbers: [OURS] });
    setup.standin.faults.add({ kind: "answer", path: `${RPC}ListSIPOutboundTrunk`, status: 503, body: "" });
    expect(await sight(inbound(id))).toMatchObject({ seen: "present" });
    expect((await failure(sight(inbound("ST_gone")))).kind).toBe("unavailable");
  });

  it("compares ids with a server that does not filter, and with empty placeholders", async () => {
    const body = { items: [{}, { sipTrunkId: "ST_other", sip_trunk_id: "ST_other", numbers: [] }] };
    setup.standin.faults.add({ kind: "answer", path: `${RPC}ListSIP`, status: 200, body });
    expect(await sight(inbound("ST_ours"))).toMatchObject({ seen: "absent" });
    expect(await sight(inbound("ST_other"))).toMatchObject({ seen: "present" });
  });

  it("removes what is there, and says so when there was nothing", async () => {
    const { seed } = setup.standin;
    const refs = [
      inbound(seed.inboundTrunk({ numbers: [OURS] })),
      outbound(seed.outboundTrunk({ numbers: [OURS], address: "x.pstn.twilio.com" })),
      rule(seed.dispatchRule()),
    ];
    for (const ref of refs) {
      expect(await remove(ref)).toMatchObject({ answer: "removed", requestId: null });
      expect(setup.standin.has(ref.sid)).toBe(false);
      expect(await remove(ref)).toMatchObject({ answer: "already_gone" });
    }
  });

  it("does not delete a trunk that it could not see", async () => {
    setup.standin.faults.add({ kind: "answer", path: `${RPC}ListSIPInboundTrunk`, status: 503, body: "" });
    expect((await failure(remove(inbound("ST_ours")))).kind).toBe("unavailable");
    expect(calledRpcs()).not.toContain("DeleteSIPTrunk");
  });

  it.each([
    ["another number", [OURS, THEIRS], `number ${THEIRS}`],
    ["another number alone", [THEIRS], `number ${THEIRS}`],
    ["every number", [], "every number"],
  ])("does not delete a trunk that takes %s as well by now", async (_who, numbers, named) => {
    const id = setup.standin.seed.inboundTrunk({ numbers, allowed_addresses: ["192.0.2.1"] });
    const error = await failure(remove(inbound(id)));
    expect(error).toMatchObject({
      kind: "conflict",
      message: `LiveKit trunk ${id} takes ${named} as well since a moment ago, so it was left there`,
    });
    expect(setup.standin.has(id)).toBe(true);
  });

  it("begins nothing after its time is over", async () => {
    const id = setup.standin.seed.inboundTrunk({ numbers: [OURS] });
    setup.standin.faults.add({ kind: "delay", path: `${RPC}ListSIP`, delayMs: 150 });
    const work = setup.livekit.perform(stepFor("remove", inbound(id)), OURS, { timeoutMs: 50 });
    expect((await failure(work)).kind).toBe("timeout");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(setup.standin.has(id)).toBe(true);
  });

  it("does not take an unknown route for a rule that is gone", async () => {
    setup.standin.faults.add({
      kind: "answer",
      path: `${RPC}DeleteSIPDispatchRule`,
      status: 404,
      body: { code: "bad_route", msg: "no handler for path" },
    });
    expect(await failure(remove(rule("SDR_ours")))).toMatchObject({
      kind: "unexpected",
      providerCode: "bad_route",
    });
  });

  it.each(["inbound", "outbound"] as const)("takes only our number off an %s trunk", async (direction) => {
    const numbers = ["+1 (415) 555-1234", THEIRS, OURS];
    const { seed } = setup.standin;
    const ref =
      direction === "inbound"
        ? inbound(seed.inboundTrunk({ numbers }))
        : outbound(seed.outboundTrunk({ numbers, address: "x.pstn.twilio.com" }));
    expect(await detach(ref)).toMatchObject({ answer: "removed" });
    const trunks = [...setup.standin.inboundTrunks(), ...setup.standin.outboundTrunks()];
    expect(trunks.map((trunk) => trunk["numbers"])).toEqual([[THEIRS]]);
    expect(await detach(ref)).toMatchObject({ answer: "already_gone" });
    expect(calledRpcs().filter((rpc) => rpc.startsWith("Update"))).toHaveLength(1);
  });

  it("never leaves a trunk without numbers", async () => {
    const id = setup.standin.seed.inboundTrunk({ numbers: [OURS], allowed_addresses: ["192.0.2.1"] });
    const error = await failure(detach(inbound(id)));
    expect(error.kind).toBe("conflict");
    expect(error.message).toContain("every number");
    expect(setup.standin.inboundTrunks()[0]?.["numbers"]).toEqual([OURS]);
  });

  it("puts our number back when the others were taken off at the same moment", async () => {
    const id = setup.standin.seed.inboundTrunk({ numbers: [OURS, THEIRS], allowed_addresses: ["192.0.2.1"] });
    setup.standin.faults.add({ kind: "delay", path: `${RPC}UpdateSIPInboundTrunk`, delayMs: 100, times: 1 });
    const other = livekitAt(setup.standin.url);
    const results = await Promise.allSettled([
      detach(inbound(id)),
      other.perform(stepFor("detach_number", inbound(id)), THEIRS, LIMITS),
    ]);
    expect(results.map(({ status }) => status)).toContain("rejected");
    expect(setup.standin.inboundTrunks()[0]?.["numbers"]).not.toEqual([]);
  });

  it("has nothing to detach from a trunk that is gone, or that names no number", async () => {
    const all = setup.standin.seed.inboundTrunk({ allowed_addresses: ["192.0.2.1"] });
    expect(await detach(inbound(all))).toMatchObject({ answer: "already_gone" });
    expect(await detach(inbound("ST_gone"))).toMatchObject({ answer: "already_gone" });
  });

  it("does not believe an update that changed nothing", async () => {
    const id = setup.standin.seed.inboundTrunk({ numbers: [OURS, THEIRS] });
    setup.standin.faults.add({
      kind: "answer",
      path: `${RPC}UpdateSIPInboundTrunk`,
      status: 200,
      body: { sip_trunk_id: id },
    });
    expect((await failure(detach(inbound(id)))).kind).toBe("unexpected");
  });

  it("never sends an id of the wrong form, nor a step that it does not have", async () => {
    const trunk = setup.standin.seed.inboundTrunk({ numbers: [OURS] });
    const twilio = { kind: "twilio_sip_trunk", sid: `TK${"a".repeat(32)}`, parentSid: null } as const;
    for (const ref of [inbound(""), inbound("SDR_a"), rule("ST_a"), twilio]) {
      expect((await failure(sight(ref))).kind).toBe("invalid_id");
      expect((await failure(remove(ref))).kind).toBe("invalid_id");
    }
    for (const step of [
      stepFor("detach_number", rule("SDR_a")),
      stepFor("unlink_credential_list", inbound(trunk)),
    ])
      expect((await failure(setup.livekit.perform(step, OURS, LIMITS))).kind).toBe("unexpected");
    expect(setup.standin.calls).toEqual([]);
  });
});
