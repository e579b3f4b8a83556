import { describe, expect, it } from "vitest";
import { useCatalogue } from "../support/catalogue-harness.ts";
import { aPhoneNumber, cleanUpByHand } from "../support/catalogue-seeds.ts";

const catalogue = useCatalogue();
const TWILIO_GONE = {
  twilio_sip_trunk: "gone",
  twilio_credential_list: "gone",
  twilio_connection_policy: "gone",
};
const LIVEKIT_UNKNOWN = { livekit_inbound_trunk: "unknown", livekit_dispatch_rule: "unknown" };
const DELETE_TRUNK = "/twirp/livekit.SIP/DeleteSIPTrunk";
const DELETE_RULE = "/twirp/livekit.SIP/DeleteSIPDispatchRule";
const LISTS = "/twirp/livekit.SIP/List";

describe("LiveKit's own ways of saying yes and no", () => {
  it("case 36: a trunk that is gone already is not deleted, since LiveKit says yes to any id; both lists prove it", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    world.livekit.removeByHand(owned.inbound);
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.livekitCalls("DeleteSIPTrunk")).toEqual([]);
    expect((await world.resource(id, "livekit_inbound_trunk")).how).toContain(
      "not on LiveKit's lists of inbound and outbound trunks",
    );
  });

  it("case 36: a yes to the delete of a trunk that stays listed is not believed", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    world.livekit.faults.add({
      kind: "answer",
      path: DELETE_TRUNK,
      status: 200,
      body: { sip_trunk_id: owned.inbound },
    });
    expect(await world.remove(id)).toMatchObject({ outcome: "corrupted" });
    expect(world.clock.pauses).toEqual([1_000, 3_000, 6_000]);
    expect(await world.resource(id, "livekit_inbound_trunk")).toMatchObject({
      state: "present",
      detail: "it was removed (LiveKit DeleteSIPTrunk, 200), but is still shown",
    });
  });

  it("case 36: a trunk that is listed as outbound only is there, whatever kind is recorded", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    world.livekit.removeByHand(owned.inbound);
    world.livekit.seed.outboundTrunk({
      sip_trunk_id: owned.inbound,
      numbers: [owned.phoneNumber],
      address: "x.pstn.twilio.com",
    });
    await world.corrupt(id);
    expect((await world.resource(id, "livekit_inbound_trunk")).state).toBe("present");
  });

  for (const { name, contentType } of [
    {
      name: "case 37: a rule that is gone when it is deleted (404 not_found) counts as done",
      contentType: "application/json",
    },
    {
      name: "case 44: the same with a charset, which hides the code from the SDK, counts as done too",
      contentType: "application/json; charset=utf-8",
    },
  ])
    it(name, async () => {
      const world = catalogue();
      const { id, owned } = await world.number();
      const body = { code: "not_found", msg: "requested sip dispatch rule does not exist" };
      world.livekit.faults.add({
        kind: "applied_then_answer",
        path: DELETE_RULE,
        status: 404,
        body,
        contentType,
        times: 1,
      });
      expect(await world.remove(id)).toEqual({ outcome: "removed" });
      expect(world.livekitCalls("DeleteSIPDispatchRule")).toHaveLength(1);
      expect(world.livekit.has(owned.rule)).toBe(false);
      expect(await world.resource(id, "livekit_dispatch_rule")).toMatchObject({ state: "gone" });
    });

  for (const { name, body, says } of [
    {
      name: "case 37: a 404 that says bad_route is not taken for gone: the rule is still there",
      body: { code: "bad_route", msg: "no handler" },
      says: "bad_route",
    },
    {
      name: "case 37: a 404 without a code is not taken for gone: the rule is still there",
      body: "404 page not found",
      says: "HTTP 404",
    },
    {
      name: "case 44: a 404 with a charset and another code is not taken for gone",
      body: '{"code":"bad_route","msg":"no handler"}',
      says: "bad_route",
    },
  ])
    it(name, async () => {
      const world = catalogue();
      const { id, owned } = await world.number();
      world.livekit.faults.add({ kind: "answer", path: DELETE_RULE, status: 404, body });
      expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "unexpected" } });
      const rule = await world.resource(id, "livekit_dispatch_rule");
      expect(rule).toMatchObject({ state: "present" });
      expect(rule.detail).toContain(says);
      // The trunk waits for its rule.
      expect(world.livekitCalls("DeleteSIPTrunk")).toEqual([]);
      expect(world.livekit.has(owned.inbound)).toBe(true);
      expect(await world.alert(id)).toContain("LiveKit gave an answer that Lineman does not know");
    });

  it("case 37: a bad_route where the rules are listed proves nothing of the rule", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    world.livekit.faults.add({
      kind: "answer",
      path: `${LISTS}SIPDispatchRule`,
      status: 404,
      body: { code: "bad_route", msg: "no handler" },
    });
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "unexpected" } });
    expect(await world.states(id)).toMatchObject({
      livekit_dispatch_rule: "unknown",
      livekit_inbound_trunk: "gone",
    });
  });

  it("case 38: in another project than the recorded one nothing is gone, and nothing is touched", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    await world.pool.query(
      "update phone_numbers set livekit_host = 'wss://old.livekit.cloud' where id = $1",
      [id],
    );
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "conflict" } });
    expect(await world.states(id)).toMatchObject({ ...TWILIO_GONE, ...LIVEKIT_UNKNOWN });
    expect(world.livekitCalls("Delete")).toEqual([]);
    expect(world.livekit.has(owned.rule)).toBe(true);
    const detail = `recorded at old.livekit.cloud, but Lineman is connected to ${new URL(world.livekit.url).host}`;
    expect((await world.resource(id, "livekit_dispatch_rule")).detail).toBe(detail);
    expect(await world.alert(id)).toContain(`*Why:* R${detail.slice(1)}.`);
  });
});

describe("dispatch rules and trunks that others use", () => {
  it("case 41: a rule that names another trunk too is kept as it is: never stripped, never removed", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const theirs = world.livekit.seed.inboundTrunk({ numbers: [aPhoneNumber()] });
    world.livekit.removeByHand(owned.rule);
    world.livekit.seed.dispatchRule({ sip_dispatch_rule_id: owned.rule, trunk_ids: [owned.inbound, theirs] });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(await world.resource(id, "livekit_dispatch_rule")).toMatchObject({
      state: "kept",
      detail: `shared with trunk ${theirs}`,
    });
    expect(world.livekit.dispatchRules()).toMatchObject([{ trunk_ids: [owned.inbound, theirs] }]);
    expect(world.livekitCalls("DispatchRule").filter((call) => !call.startsWith("List"))).toEqual([]);
  });

  it("case 41: a rule that names no trunk serves all of them, and is kept", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    world.livekit.removeByHand(owned.rule);
    world.livekit.seed.dispatchRule({ sip_dispatch_rule_id: owned.rule, trunk_ids: [] });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(await world.resource(id, "livekit_dispatch_rule")).toMatchObject({
      state: "kept",
      detail: "shared with every trunk",
    });
    expect(world.livekit.has(owned.rule)).toBe(true);
  });

  it("case 41: from a trunk that lists another number ours alone is taken, and its rule is kept for the other", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const other = aPhoneNumber();
    world.livekit.removeByHand(owned.inbound);
    world.livekit.seed.inboundTrunk({ sip_trunk_id: owned.inbound, numbers: [owned.phoneNumber, other] });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.livekit.inboundTrunks()).toMatchObject([{ numbers: [other] }]);
    expect(world.livekit.has(owned.rule)).toBe(true);
    expect(await world.states(id)).toMatchObject({
      livekit_inbound_trunk: "kept",
      livekit_dispatch_rule: "kept",
    });
  });
});
