import { describe, expect, it } from "vitest";
import { ACCOUNT, useCatalogue } from "../support/catalogue-harness.ts";
import { cleanUpByHand, seedOwned } from "../support/catalogue-seeds.ts";

const catalogue = useCatalogue();
const NOT_FOUND = { code: 20404, message: "The requested resource was not found", status: 404 };

describe("what is gone already", () => {
  it("case 01: what was removed by hand is proven gone, is not removed again, and the record goes", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.changes()).toEqual([]);
    expect(await world.resource(id, "twilio_sip_trunk")).toMatchObject({
      state: "gone",
      how: `Twilio GET, 404 with code 20404; Twilio account ${ACCOUNT.sid} is active and accepted the credentials (region us1)`,
      detail: "",
      requestId: expect.stringMatching(/^RQ/),
      removedAt: null,
    });
    expect((await world.resource(id, "livekit_dispatch_rule")).how).toMatch(
      /; absent from LiveKit's complete lists/,
    );
  });

  it("case 01: a resource that somebody removes between the look and the delete counts as done", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const path = `^/v1/Trunks/${owned.trunk}$`;
    world.twilio.faults.add({
      kind: "applied_then_answer",
      method: "DELETE",
      path,
      status: 404,
      body: NOT_FOUND,
    });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.twilioCalls(`DELETE /v1/Trunks/${owned.trunk}`).at(-1)).toBe(
      `DELETE /v1/Trunks/${owned.trunk}`,
    );
    expect((await world.resource(id, "twilio_sip_trunk")).state).toBe("gone");
    expect(world.twilio.resources(ACCOUNT.sid).map(({ sid }) => sid)).toEqual([owned.number]);
  });

  it("case 29: after the trunk was removed by hand the forgotten credential list is shown, and a force delete refused", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned, [owned.credentialList]);
    await world.corrupt(id);
    expect(await world.states(id)).toMatchObject({
      twilio_sip_trunk: "gone",
      twilio_trunk_number: "gone",
      twilio_credential_list: "present",
      livekit_inbound_trunk: "gone",
    });
    const alert = await world.alert(id);
    expect(alert).toContain("1 of 8 still there");
    expect(alert).toMatch(new RegExp(`Credential list\\* \`${owned.credentialList}\`\n\\*still there\\*`));
    expect(alert).toMatch(
      /<https:\/\/1console\.twilio\.com\/[^|]*credential-lists\|[^>]*> · to do: remove it\n/,
    );

    const { modalId } = await world.operations.openForceDelete(id, "U1");
    await world.operations.checkForceDelete(modalId);
    const form = {
      digits: owned.phoneNumber.slice(-4),
      ticks: [],
      reason: "it is fine",
      acceptLeftovers: false,
    };
    expect(
      await world.operations.submitForceDelete({ modalId, userId: "U1", mayAct: true, form }),
    ).toMatchObject({
      result: "refused",
      decision: { why: "still_present", resources: [{ sid: owned.credentialList }] },
    });
    expect(await world.status(id)).toBe("corrupted");
    expect(world.changes()).toEqual([]);
  });

  it("case 30: a trunk that was made again under the same name is another one: the old id is gone, the new one untouched", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    world.twilio.removeByHand(owned.trunk);
    const again = world.twilio.seed.trunk(ACCOUNT.sid, { friendly_name: "trunk-1" });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect((await world.resource(id, "twilio_sip_trunk")).state).toBe("gone");
    expect(world.twilio.has(again)).toBe(true);
    expect(world.changes().filter((call) => call.includes(again))).toEqual([]);
  });

  it("case 30: what has the old name now is told as news, in the alert and by the API, and by nothing that is not asked anyway", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    await world.corrupt(id);
    const { lastSeenName: listName } = await world.resource(id, "twilio_credential_list");
    cleanUpByHand(world, owned, [owned.addressList, owned.inbound]);
    const { seed } = world.twilio;
    const again = seed.trunk(ACCOUNT.sid, { friendly_name: "trunk-1" });
    const list = seed.credentialList(ACCOUNT.sid, { friendly_name: listName });
    seed.trunkLink(again, list);
    world.twilio.calls.splice(0);
    world.clock.advance(20_000);
    await world.operations.verifyNumber(id);

    const news = (what: string, sid: string) =>
      `another ${what} with the same name is there: ${sid}; it is not the recorded one and is left alone`;
    const trunk = await world.resource(id, "twilio_sip_trunk");
    expect(trunk).toMatchObject({ state: "gone", lastSeenName: "trunk-1", detail: news("SIP trunk", again) });
    expect(await world.resource(id, "twilio_credential_list")).toMatchObject({
      state: "gone",
      detail: news("credential list", list),
    });
    expect(await world.alert(id)).toMatch(
      new RegExp(`\`${owned.trunk}\` · \\*gone\\* · .* · ${news("SIP trunk", again)}`),
    );
    const shown = (await world.json(id)).external_resources.find(({ sid }) => sid === owned.trunk);
    expect(shown).toMatchObject({
      state: "gone",
      detail: expect.stringContaining(`${news("SIP trunk", again)}; Tw`),
    });
    // Its own lists alone, as of every trunk of the account.
    expect(world.twilioCalls(again)).toHaveLength(2);
    expect(world.changes()).toEqual([]);
  });

  it("case 30: a dispatch rule that was made again under the same name is told, too", async () => {
    const world = catalogue();
    const seeded = seedOwned(world.twilio, world.livekit, ACCOUNT.sid);
    const named = { name: "support", trunk_ids: [seeded.inbound] };
    world.livekit.removeByHand(seeded.rule);
    const rule = world.livekit.seed.dispatchRule(named);
    const { id } = await world.number({ livekitDispatchRuleId: rule }, { ...seeded, rule });
    await world.corrupt(id);
    world.livekit.removeByHand(rule);
    const again = world.livekit.seed.dispatchRule(named);
    await world.operations.verifyNumber(id);
    expect(await world.resource(id, "livekit_dispatch_rule")).toMatchObject({
      state: "gone",
      detail: `another LiveKit dispatch rule with the same name is there: ${again}; it is not the recorded one and is left alone`,
    });
    expect(world.changes()).toEqual([]);
  });
});

describe("what Twilio still shows", () => {
  it("case 31: a trunk that is still shown right after its delete is looked at again, and then gone", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const path = `^/v1/Trunks/${owned.trunk}$`;
    const still = { kind: "answer", method: "GET", path, status: 200, body: { sid: owned.trunk } } as const;
    world.twilio.faults.add({ ...still, skip: 1, times: 2 });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.clock.pauses).toEqual([1_000, 3_000]);
    expect(await world.resource(id, "twilio_sip_trunk")).toMatchObject({ state: "gone" });
  });

  it("case 31: what is still shown after three more looks over ten seconds is still there, and says so", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const path = `^/v1/Trunks/${owned.trunk}$`;
    world.twilio.faults.add({
      kind: "answer",
      method: "GET",
      path,
      status: 200,
      body: { sid: owned.trunk },
      skip: 1,
    });
    expect(await world.remove(id)).toMatchObject({
      outcome: "corrupted",
      number: { corruptionCause: "unexpected" },
    });
    expect(world.clock.pauses).toEqual([1_000, 3_000, 6_000]);
    expect(await world.resource(id, "twilio_sip_trunk")).toMatchObject({
      state: "present",
      detail: "it was removed (Twilio DELETE, 204), but is still shown",
    });
    expect(await world.alert(id)).toContain("it was removed (Twilio DELETE, 204), but is still shown");
  });
});
