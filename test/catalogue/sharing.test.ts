import { describe, expect, it } from "vitest";
import { ACCOUNT, useCatalogue } from "../support/catalogue-harness.ts";
import { aPhoneNumber } from "../support/catalogue-seeds.ts";

const catalogue = useCatalogue();

describe("lists that others use", () => {
  it("case 20: a credential list that another trunk uses is taken off ours, stays linked to theirs, and counts as settled", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const theirs = world.twilio.seed.trunk(ACCOUNT.sid);
    const theirNumber = aPhoneNumber();
    world.twilio.seed.trunkLink(theirs, world.twilio.seed.phoneNumber(ACCOUNT.sid, theirNumber));
    world.twilio.seed.trunkLink(theirs, owned.credentialList);
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(await world.resource(id, "twilio_credential_list")).toMatchObject({
      state: "kept",
      detail: `shared with trunk ${theirs} (${theirNumber})`,
    });
    expect(world.twilio.isLinked(theirs, owned.credentialList)).toBe(true);
    expect(world.changes()).toContain(
      `DELETE /v1/Trunks/${owned.trunk}/CredentialLists/${owned.credentialList}`,
    );
    expect(world.changes().filter((call) => call.includes(theirs))).toEqual([]);
    expect(
      world
        .twilioCalls(`/SIP/CredentialLists/${owned.credentialList}`)
        .filter((call) => !call.startsWith("GET")),
    ).toEqual([]);
    expect(world.twilio.has(owned.trunk)).toBe(false);
  });

  it("case 20: a list that another number of Lineman records too is kept for it, by its number", async () => {
    const world = catalogue();
    const other = await world.number();
    const { id } = await world.number({ twilioCredentialListSids: [other.owned.credentialList] });
    await world.remove(id);
    expect(await world.resource(id, "twilio_credential_list")).toMatchObject({
      state: "kept",
      sharedWith: expect.arrayContaining([`number ${other.owned.phoneNumber}`]),
    });
    expect(world.twilio.isLinked(other.owned.trunk, other.owned.credentialList)).toBe(true);
    expect(await world.remove(other.id)).toEqual({ outcome: "removed" });
    expect(world.twilio.has(other.owned.credentialList)).toBe(false);
  });

  const MAPPINGS = [
    {
      name: "case 21: a credential list that a SIP domain uses for calls is kept, and the domain named",
      list: "credentialList",
      mapping: "calls",
    },
    {
      name: "case 21: a credential list that a SIP domain uses for registrations is kept, and the domain named",
      list: "credentialList",
      mapping: "registrations",
    },
    {
      name: "case 21: a credential list in a SIP domain's legacy mapping is kept, and the domain named",
      list: "credentialList",
      mapping: "legacy",
    },
    {
      name: "case 21: an access control list that a SIP domain uses for calls is kept, and the domain named",
      list: "addressList",
      mapping: "calls",
    },
    {
      name: "case 21: an access control list in a SIP domain's legacy mapping is kept, and the domain named",
      list: "addressList",
      mapping: "legacy",
    },
  ] as const;
  for (const { name, list, mapping } of MAPPINGS)
    it(name, async () => {
      const world = catalogue();
      const { id, owned } = await world.number();
      const domain = world.twilio.seed.sipDomain(ACCOUNT.sid, { domain_name: "pbx.sip.twilio.com" });
      world.twilio.seed.domainMapping(domain, owned[list], mapping);
      expect(await world.remove(id)).toEqual({ outcome: "removed" });
      const kind = list === "addressList" ? "twilio_ip_access_control_list" : "twilio_credential_list";
      expect(await world.resource(id, kind)).toMatchObject({
        state: "kept",
        detail: `shared with SIP domain ${domain} (pbx.sip.twilio.com)`,
      });
      expect(world.twilio.isLinked(domain, owned[list])).toBe(true);
      expect(world.twilio.has(owned.trunk)).toBe(false);
      expect(world.changes().filter((call) => call.includes(domain))).toEqual([]);
    });

  for (const { name, code, path } of [
    {
      name: "case 21: a credential list that Twilio refuses to delete (21241) stays, and says why",
      code: 21241,
      path: "CredentialLists",
    },
    {
      name: "case 21: an access control list that Twilio refuses to delete (21236) stays, and says why",
      code: 21236,
      path: "IpAccessControlLists",
    },
  ])
    it(name, async () => {
      const world = catalogue();
      const { id } = await world.number();
      const body = { code, message: "it is mapped to a SIP domain", status: 400 };
      world.twilio.faults.add({ kind: "answer", method: "DELETE", path: `SIP/${path}/`, status: 400, body });
      expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "in_use" } });
      expect(world.twilio.calls.filter(({ status }) => status === 400)).toHaveLength(1);
      const alert = await world.alert(id);
      expect(alert).toContain(`errors/${code}|${code}`);
      expect(alert).toContain("it is mapped to a SIP domain");
    });

  it("case 27: a connection policy that a BYOC trunk uses is kept, and the trunk named", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const byoc = world.twilio.seed.byocTrunk(ACCOUNT.sid, { connection_policy_sid: owned.policy });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(await world.resource(id, "twilio_connection_policy")).toMatchObject({
      state: "kept",
      detail: `shared with BYOC trunk ${byoc}`,
    });
    expect(world.twilio.has(owned.policy)).toBe(true);
    expect(world.changes().filter((call) => call.includes("/ConnectionPolicies"))).toEqual([]);
  });
});

describe("trunks that are more than one number's", () => {
  it("case 22: from a trunk that carries another number ours alone is taken; trunk, lists and URLs stay as they are", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const other = aPhoneNumber();
    const theirs = world.twilio.seed.phoneNumber(ACCOUNT.sid, other);
    world.twilio.seed.trunkLink(owned.trunk, theirs);
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.changes().filter((call) => call.includes(owned.trunk) || call.includes("/SIP/"))).toEqual([
      `DELETE /v1/Trunks/${owned.trunk}/PhoneNumbers/${owned.number}`,
    ]);
    for (const member of [theirs, owned.credentialList, owned.addressList])
      expect(world.twilio.isLinked(owned.trunk, member)).toBe(true);
    expect(world.twilio.has(owned.originationUrl)).toBe(true);
    expect(world.twilio.isLinked(owned.trunk, owned.number)).toBe(false);
    expect(await world.resource(id, "twilio_sip_trunk")).toMatchObject({
      state: "kept",
      detail: `shared with number ${other}`,
    });
    expect(await world.resource(id, "twilio_credential_list")).toMatchObject({ state: "kept" });
    expect(await world.resource(id, "twilio_origination_url")).toMatchObject({ state: "kept" });
  });

  it("case 23: a trunk with subdomains stays, the trunks in the way are named, and its lists wait for it", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const trunk = world.twilio.resources(ACCOUNT.sid).find(({ sid }) => sid === owned.trunk);
    if (trunk) trunk.fields["domain_name"] = "b.pstn.twilio.com";
    const sub = world.twilio.seed.trunk(ACCOUNT.sid, { domain_name: "a.b.pstn.twilio.com" });
    world.twilio.seed.trunk(ACCOUNT.sid, { domain_name: "ab.pstn.twilio.com" });
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "in_use" } });
    expect(await world.resource(id, "twilio_sip_trunk")).toMatchObject({
      state: "present",
      detail: `could not be removed: trunks on subdomains of its domain: ${sub} (a.b.pstn.twilio.com); Twilio error 21247`,
    });
    expect(
      world.twilioCalls(`DELETE /v1/Trunks/${owned.trunk}`).filter((call) => call.endsWith(owned.trunk)),
    ).toHaveLength(1);
    expect(world.twilio.has(owned.credentialList)).toBe(true);
    expect(world.changes().filter((call) => call.includes(sub))).toEqual([]);
    const alert = await world.alert(id);
    expect(alert).toContain("Twilio keeps the SIP trunk, because other trunks use subdomains of its domain");
    expect(alert).toContain(`${sub} (a.b.pstn.twilio.com)`);
  });

  it("case 24: a number with emergency calling keeps its trunk, is not tried again, and the alert says what to switch off", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const number = world.twilio.resources(ACCOUNT.sid).find(({ sid }) => sid === owned.number);
    if (number) number.fields["emergency_status"] = "Active";
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "in_use" } });
    expect(
      world.twilio.calls.filter(({ method, status }) => method === "DELETE" && status === 400),
    ).toHaveLength(1);
    expect(world.clock.pauses).toEqual([]);
    expect(world.twilio.isLinked(owned.trunk, owned.number)).toBe(true);
    expect(await world.states(id)).toMatchObject({
      twilio_sip_trunk: "present",
      livekit_inbound_trunk: "gone",
    });
    const alert = await world.alert(id);
    expect(alert).toContain("emergency calling is enabled on a number of it");
    expect(alert).toContain(
      "Disable emergency calling on that number in the Twilio console, then press Retry clean-up",
    );
    expect(alert).toContain("errors/21634|21634");
  });
});
