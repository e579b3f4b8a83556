import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../src/domain/errors.ts";
import { aRequest, idOf } from "../support/catalogue-creates.ts";
import { ACCOUNT, PLATFORM, useCatalogue } from "../support/catalogue-harness.ts";
import { cleanUpByHand, seedOwned } from "../support/catalogue-seeds.ts";

const world = useCatalogue();

/** The words of an answer about one id. */
const about = (unseen: readonly string[], sid: string) =>
  unseen.filter((sentence) => sentence.includes(sid)).join(" ");

describe("an import", () => {
  it("looks everything up once, and says nothing where all was seen", async () => {
    const { id, unseen } = await world().number();
    expect(unseen).toEqual([]);
    expect(new Set(Object.values(await world().states(id)))).toEqual(new Set(["present"]));
    for (const { first_seen_at } of (await world().json(id)).external_resources)
      expect(first_seen_at).not.toBeNull();
  });

  it("names what could not be seen and takes the number all the same; it can never be proven gone", async () => {
    const mistyped = `CL${"0".repeat(32)}`;
    const { id, owned, unseen } = await world().number({ twilioCredentialListSids: [mistyped] });
    expect(await world().status(id)).toBe("active");
    expect(about(unseen, mistyped)).toMatch(/^twilio_credential_list CL0+ was not seen \(never seen here/);
    expect(about(unseen, mistyped)).toContain("it can not be proven gone until it was seen once");
    expect(unseen).toHaveLength(1);
    expect(await world().remove(id)).toMatchObject({ outcome: "corrupted" });
    const list = await world().resource(id, "twilio_credential_list");
    expect(list).toMatchObject({ sid: mistyped, state: "unknown", firstSeenAt: null, removedAt: null });
    // The real list is nobody's on the books: nobody touches it.
    expect(world().twilio.has(owned.credentialList)).toBe(true);
  });

  it("names everything at Twilio where its credentials are refused, and records the number", async () => {
    const { id, owned, unseen } = await world().number({ authToken: "wrong" });
    for (const sid of [owned.trunk, owned.credentialList, owned.policy, owned.addressList])
      expect(about(unseen, sid)).toContain("Twilio rejected the credentials");
    expect(about(unseen, owned.inbound)).toBe("");
    expect(await world().status(id)).toBe("active");
  });

  it("compares another LiveKit host with its own, and neither calls it nor takes its own answers for it", async () => {
    const { id, owned, unseen } = await world().number({ livekitHost: "wss://other.livekit.cloud" });
    expect(about(unseen, owned.inbound)).toContain(
      "recorded at other.livekit.cloud, but Lineman is connected to",
    );
    expect(await world().resource(id, "livekit_inbound_trunk")).toMatchObject({
      state: "unknown",
      firstSeenAt: null,
      how: "not asked at the recorded host",
    });
  });

  it("has an id that two numbers record shared for both of them", async () => {
    const one = await world().number();
    const two = await world().number({ twilioCredentialListSids: [one.owned.credentialList] });
    for (const { id } of [one, two]) await world().operations.verifyNumber(id);
    expect(await world().resource(one.id, "twilio_credential_list")).toMatchObject({
      state: "kept",
      sharedWith: [`number ${two.owned.phoneNumber}`],
    });
    expect(await world().resource(two.id, "twilio_credential_list")).toMatchObject({
      state: "kept",
      sharedWith: expect.arrayContaining([`number ${one.owned.phoneNumber}`]),
    });
  });

  it("leaves a trunk alone that does not carry the number, and says so at the import, the teardown and the alert", async () => {
    const foreign = world().twilio.seed.trunk(ACCOUNT.sid);
    const { id, unseen } = await world().number({ twilioTrunkSid: foreign });
    expect(about(unseen, foreign)).toContain("ownership unproven: this trunk does not carry");
    world().twilio.calls.splice(0);
    expect(await world().remove(id)).toMatchObject({ outcome: "corrupted" });
    expect(
      world()
        .changes()
        .filter((call) => call.includes(foreign)),
    ).toEqual([]);
    expect(world().twilio.has(foreign)).toBe(true);
    expect(await world().alert(id)).toContain("so Lineman leaves it alone");
  });

  it("refuses a number that is on record, and changes nothing about it", async () => {
    const { id, owned } = await world().number();
    const again = world().number({ label: "Another" }, owned);
    await expect(again).rejects.toBeInstanceOf(InvalidInput);
    await expect(again).rejects.toMatchObject({ fields: { phone_number: ["has already been taken"] } });
    expect((await world().json(id)).label).toBe("Support Line");
  });

  it("takes the installation's own account without a token of the number's", async () => {
    const owned = seedOwned(world().twilio, world().livekit, ACCOUNT.sid);
    const replica = world().replica({ installation: ACCOUNT });
    const { id } = await world().number({ authToken: null }, owned);
    expect((await replica.verifyNumber(id)).resources.map(({ state }) => state)).not.toContain("unknown");
    cleanUpByHand(world(), owned);
    expect(await replica.deleteNumber(id, PLATFORM)).toEqual({ outcome: "removed" });
  });
});

describe("a create", () => {
  it("makes no connection policy: they carry nothing on an Elastic SIP trunk", async () => {
    const { request } = aRequest(world(), {
      supportsOutbound: true,
      outboundTrunk: { allowed_addresses: ["198.51.100.7"] },
    });
    const id = idOf(await world().operations.createNumber(request, PLATFORM));
    expect(world().twilioCalls("ConnectionPolicies")).toEqual([]);
    expect((await world().json(id)).twilio_connection_policy_sids).toEqual([]);
  });
});
