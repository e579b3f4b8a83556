import { describe, expect, it } from "vitest";
import { ACCOUNT, useCatalogue } from "../support/catalogue-harness.ts";
import { cleanUpByHand, seedOwned } from "../support/catalogue-seeds.ts";

const catalogue = useCatalogue();
const TWILIO_STATES = {
  twilio_sip_trunk: "unknown",
  twilio_origination_url: "unknown",
  twilio_trunk_number: "unknown",
  twilio_credential_list: "unknown",
  twilio_ip_access_control_list: "unknown",
  twilio_connection_policy: "unknown",
};

describe("another account or region than the recorded one", () => {
  const SUB = { sid: `AC${"7a".repeat(16)}`, authToken: "the-subaccount-t0ken", parentSid: ACCOUNT.sid };

  it("case 05: the parent's token does not open a subaccount's number: its resources are not gone", async () => {
    const world = catalogue();
    world.twilio.addAccount(SUB);
    const owned = seedOwned(world.twilio, world.livekit, SUB.sid);
    const { id } = await world.number({ twilioAccountSid: SUB.sid, authToken: ACCOUNT.authToken }, owned);
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "credentials" } });
    expect((await world.resource(id, "twilio_sip_trunk")).state).toBe("unknown");
    expect(world.twilio.has(owned.trunk)).toBe(true);
  });

  it("case 05: the installation's account is not used for a number of another account, and the reason is said", async () => {
    const world = catalogue();
    world.twilio.addAccount(SUB);
    const owned = seedOwned(world.twilio, world.livekit, SUB.sid);
    const { id } = await world.number({ twilioAccountSid: SUB.sid, authToken: null }, owned);
    await world.replica({ installation: ACCOUNT }).deleteNumber(id, { kind: "api_token", name: "platform" });
    expect(world.twilioCalls()).toEqual([]);
    expect((await world.resource(id, "twilio_sip_trunk")).detail).toBe(
      `No Twilio credentials are recorded for account ${SUB.sid}, and TWILIO_ACCOUNT_SID is another account (${ACCOUNT.sid}).`,
    );
    const alert = await world.alert(id);
    expect(alert).toContain(`*Why:* No Twilio credentials are recorded for account ${SUB.sid}`);
    expect(alert).not.toContain("rejected");
  });

  it("case 05: what was seen in the subaccount is not gone because the parent's account does not show it", async () => {
    const world = catalogue();
    world.twilio.addAccount(SUB);
    const owned = seedOwned(world.twilio, world.livekit, SUB.sid);
    const { id } = await world.number({ twilioAccountSid: SUB.sid, authToken: SUB.authToken }, owned);
    await world.pool.query("delete from twilio_credentials where phone_number_id = $1", [id]);
    await world.pool.query("update phone_numbers set twilio_account_sid = $2 where id = $1", [
      id,
      ACCOUNT.sid,
    ]);
    await world.replica({ installation: ACCOUNT }).deleteNumber(id, { kind: "api_token", name: "platform" });
    expect(await world.states(id)).toMatchObject(TWILIO_STATES);
    expect((await world.resource(id, "twilio_sip_trunk")).detail).toMatch(/^never seen here/);
    expect(world.twilio.has(owned.trunk)).toBe(true);
  });

  it("case 06: what was seen in one region is not gone because another region does not show it", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    world.twilio.removeByHand(owned.trunk);
    await world.pool.query("update phone_numbers set twilio_region = 'ie1' where id = $1", [id]);
    expect(await world.remove(id)).toMatchObject({ outcome: "corrupted" });
    expect(await world.resource(id, "twilio_sip_trunk")).toMatchObject({
      state: "unknown",
      detail: "never seen here: it may be gone, or its id may have been recorded wrongly",
    });
  });

  it("case 06: the recorded region is the one that is asked, and stands in the proof", async () => {
    const world = catalogue();
    const { id, owned } = await world.number({ twilioRegion: "ie1" });
    cleanUpByHand(world, owned);
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect((await world.resource(id, "twilio_sip_trunk")).how).toContain("(region ie1)");
  });

  it("case 06: a region that Twilio does not have is asked nothing and proves nothing", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    await world.pool.query("update phone_numbers set twilio_region = 'mars1' where id = $1", [id]);
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "invalid_id" } });
    expect(world.twilioCalls()).toEqual([]);
    expect(await world.states(id)).toMatchObject(TWILIO_STATES);
    expect((await world.resource(id, "twilio_sip_trunk")).detail).toBe(
      "The recorded Twilio region is not one of us1, ie1, au1, jp1",
    );
    expect(await world.alert(id)).toContain(
      "*Why:* The recorded Twilio region is not one of us1, ie1, au1, jp1.",
    );
  });
});

const LEFT =
  "the number is not in this account any more: it was released, ported out or moved to another account";

describe("a number that its trunk does not carry any more", () => {
  it("case 25: a number that was released or ported out counts as off its trunk, and the rest is still removed and proven", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    world.twilio.removeByHand(owned.number);
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    const link = await world.resource(id, "twilio_trunk_number");
    expect(link).toMatchObject({ state: "gone", detail: LEFT });
    expect(world.twilioCalls("/PhoneNumbers/").filter((call) => call.startsWith("DELETE"))).toEqual([]);
    expect(world.twilio.resources(ACCOUNT.sid)).toEqual([]);
  });

  it("case 25: a number that moved to another account is told the same way, and left alone there", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const theirs = { sid: `AC${"9b".repeat(16)}`, authToken: "their-t0ken" };
    world.twilio.addAccount(theirs);
    world.twilio.removeByHand(owned.number);
    world.twilio.seed.phoneNumber(theirs.sid, owned.phoneNumber, { sid: owned.number });
    await world.corrupt(id);
    expect(await world.states(id)).toMatchObject({
      twilio_trunk_number: "gone",
      twilio_sip_trunk: "present",
    });
    const json = await world.json(id);
    expect(json.external_resources.find(({ kind }) => kind === "twilio_trunk_number")?.detail).toMatch(
      new RegExp(`^${LEFT}; Twilio GET, 404 with code 20404; Twilio account ${ACCOUNT.sid} is active`),
    );
    expect(await world.alert(id)).toMatch(new RegExp(`${owned.number}\` · \\*gone\\* · .* · ${LEFT}`));
    expect(world.twilio.has(owned.number)).toBe(true);
  });

  it("case 26: a number that somebody attached to another trunk is left there, and ours is removed", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const foreign = world.twilio.seed.trunk(ACCOUNT.sid);
    world.twilio.seed.trunkLink(foreign, owned.number);
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect((await world.resource(id, "twilio_trunk_number")).detail).toBe(
      `the number is attached to trunk ${foreign} now, which is left alone`,
    );
    expect(world.twilio.has(owned.trunk)).toBe(false);
    expect(world.twilio.isLinked(foreign, owned.number)).toBe(true);
    expect(world.changes().filter((call) => call.includes(foreign))).toEqual([]);
  });

  it("case 26: a trunk that never carried the number is not taken for ours, and the number's own trunk is named", async () => {
    const world = catalogue();
    const seeded = (await world.number()).owned;
    const foreign = world.twilio.seed.trunk(ACCOUNT.sid);
    const { id, owned, unseen } = await world.number(
      { phoneNumber: "+14155557777", twilioTrunkSid: foreign },
      seeded,
    );
    expect(unseen.join(" ")).toContain(`the number is attached to trunk ${owned.trunk} now`);
    expect(unseen.join(" ")).toContain("ownership unproven");
    await world.remove(id);
    expect(world.twilio.has(foreign)).toBe(true);
    expect(await world.resource(id, "twilio_trunk_number")).toMatchObject({ state: "unknown" });
    const alert = await world.alert(id);
    expect(alert).toContain("What was found does not fit what is recorded, so it was left alone");
    expect(alert).toContain("ownership unproven: this trunk does not carry +14155557777");
  });

  it("case 26: where the number is now is news only: a failed look for it changes nothing", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    world.twilio.removeByHand(owned.number);
    world.twilio.faults.add({ kind: "answer", path: "IncomingPhoneNumbers", status: 503, body: "busy" });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(await world.resource(id, "twilio_trunk_number")).toMatchObject({
      state: "gone",
      detail: "",
      how: expect.stringMatching(/; Twilio account AC\w+ is active/),
    });
  });
});
