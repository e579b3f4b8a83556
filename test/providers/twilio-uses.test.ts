import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type AccountScan, partOf, type ScanPart, usesIn } from "../../src/domain/account-scan.ts";
import { type ResourceRef, resourceKey } from "../../src/domain/external-resource.ts";
import type { TelephonyProvider } from "../../src/operations/ports/providers.ts";
import { createTwilioProvider } from "../../src/providers/twilio/twilio-provider.ts";
import { type Prism, startPrism } from "../support/prism.ts";
import { AC, ACCESS, LIMITS, refTo, seedNumber, setUpTwilio, type TwilioSetup } from "./twilio-setup.ts";

const NOBODY = { users: [], incomplete: null };

/** Scans what these need, and tells who uses them. */
async function usesOf(
  twilio: TelephonyProvider,
  refs: ResourceRef[],
  ownTrunkSids: string[],
  limits = LIMITS,
  access = ACCESS,
) {
  const scans = new Map<ScanPart, AccountScan>();
  for (const part of new Set(refs.flatMap(({ kind }) => partOf(kind) ?? [])))
    scans.set(part, await twilio.scanAccount(access, { part, notBefore: new Date() }, limits));
  return usesIn(scans, refs, ownTrunkSids);
}

describe("the scan for users of Twilio resources", () => {
  let setup: TwilioSetup;
  let number: ReturnType<typeof seedNumber>;
  beforeEach(async () => {
    setup = await setUpTwilio();
    number = seedNumber(setup.standin);
  });
  afterEach(() => setup.standin.close());

  const scan = async (refs: ResourceRef[], ownTrunkSids = [number.trunk], limits = LIMITS) => {
    const found = await usesOf(setup.twilio, refs, ownTrunkSids, limits);
    return refs.map((ref) => found.get(resourceKey(ref)));
  };
  const paths = () => setup.standin.calls.map(({ path }) => path);

  it("finds nobody where only our own trunk uses the lists", async () => {
    const { credentialList, addressList, policy } = number.refs;
    expect(await scan([credentialList, addressList, policy])).toEqual([NOBODY, NOBODY, NOBODY]);
  });

  it("counts our own trunk too where none is said to be ours", async () => {
    const [found] = await scan([number.refs.credentialList], []);
    expect(found).toEqual({ users: [`trunk ${number.trunk} (+14155551234)`], incomplete: null });
  });

  it("names other trunks, SIP domains in every mapping, and BYOC trunks", async () => {
    const { seed } = setup.standin;
    const { credentialList, addressList, policy } = number.refs;
    const other = seed.trunk(AC);
    for (const list of [credentialList, addressList]) seed.trunkLink(other, list.sid);
    const domains = (["calls", "registrations", "legacy"] as const).map((mapping) => {
      const domain = seed.sipDomain(AC, { domain_name: `${mapping}.sip.twilio.com` });
      seed.domainMapping(domain, credentialList.sid, mapping);
      if (mapping !== "registrations") seed.domainMapping(domain, addressList.sid, mapping);
      return `SIP domain ${domain} (${mapping}.sip.twilio.com)`;
    });
    const byoc = seed.byocTrunk(AC, { connection_policy_sid: policy.sid });
    seed.byocTrunk(AC, { connection_policy_sid: seed.connectionPolicy(AC) });

    const [credentials, addresses, policies] = await scan([credentialList, addressList, policy]);
    expect(new Set(credentials?.users)).toEqual(new Set([`trunk ${other}`, ...domains]));
    expect(new Set(addresses?.users)).toEqual(new Set([`trunk ${other}`, domains[0], domains[2]]));
    expect(policies).toEqual({ users: [`BYOC trunk ${byoc}`], incomplete: null });
  });

  it("names a domain once, however often it uses a list", async () => {
    const { seed } = setup.standin;
    const domain = seed.sipDomain(AC, { domain_name: "a.sip.twilio.com" });
    for (const mapping of ["calls", "registrations", "legacy"] as const)
      seed.domainMapping(domain, number.refs.credentialList.sid, mapping);
    const [found] = await scan([number.refs.credentialList]);
    expect(found?.users).toEqual([`SIP domain ${domain} (a.sip.twilio.com)`]);
  });

  describe("of a trunk whose lists are not there any more", () => {
    const missing = {
      kind: "answer",
      method: "GET",
      status: 404,
      body: { code: 20404, message: "gone", status: 404 },
    } as const;

    it("is complete where the trunk was removed since it was listed, as another number's teardown does", async () => {
      const { seed, faults } = setup.standin;
      const other = seed.trunk(AC);
      seed.trunkLink(other, number.refs.credentialList.sid);
      faults.add({ ...missing, path: `/v1/Trunks/${other}` });
      expect(await scan([number.refs.credentialList])).toEqual([NOBODY]);
    });

    it("is incomplete while the trunk itself is still there", async () => {
      const { seed, faults } = setup.standin;
      const other = seed.trunk(AC);
      faults.add({ ...missing, path: `/v1/Trunks/${other}/CredentialLists` });
      const [found] = await scan([number.refs.credentialList]);
      expect(found?.incomplete).toMatchObject({ cause: "unexpected" });
    });
  });

  it("sees a user behind the first page", async () => {
    const { seed } = setup.standin;
    const other = seed.trunk(AC);
    seed.trunkLink(other, number.refs.credentialList.sid);
    const lists = Array.from({ length: 1000 }, () => seed.credentialList(AC));
    for (const list of lists) seed.trunkLink(other, list);
    const [found] = await scan([number.refs.credentialList]);
    expect(found?.users).toEqual([`trunk ${other}`]);
  });

  it("asks only for what the kinds need, and gives no verdict on others", async () => {
    const found = await usesOf(setup.twilio, [number.refs.trunk, number.refs.policy], [number.trunk]);
    expect([...found.keys()]).toEqual([resourceKey(number.refs.policy)]);
    expect(paths()).toEqual(["/v1/ByocTrunks"]);
  });

  it("keeps the users that it found when another look fails, and says what is missing", async () => {
    const { seed, faults } = setup.standin;
    const { credentialList, addressList, policy } = number.refs;
    const other = seed.trunk(AC);
    seed.trunkLink(other, credentialList.sid);
    faults.add({ kind: "answer", path: "SIP/Domains.json$", status: 503, body: "<html>" });

    const [credentials, addresses, policies] = await scan([credentialList, addressList, policy]);
    const incomplete = {
      cause: "unavailable",
      detail: "Twilio answered with an error of its own (HTTP 503), asked for the SIP domains",
    };
    expect(credentials).toEqual({ users: [`trunk ${other}`], incomplete });
    expect(addresses).toEqual({ users: [], incomplete });
    expect(policies).toEqual(NOBODY);
  });

  it("is incomplete only for the kind whose list of one trunk failed", async () => {
    const { seed, faults } = setup.standin;
    const other = seed.trunk(AC);
    faults.add({ kind: "reset", path: `/v1/Trunks/${other}/CredentialLists` });
    const [credentials, addresses] = await scan([number.refs.credentialList, number.refs.addressList]);
    expect(credentials?.incomplete).toEqual({
      cause: "unavailable",
      detail: `Twilio could not be reached (ECONNRESET), asked for the lists of trunk ${other}`,
    });
    expect(addresses).toEqual(NOBODY);
  });

  it("asks nobody any more once the credentials were refused", async () => {
    for (let index = 0; index < 20; index += 1) setup.standin.seed.trunk(AC);
    setup.standin.faults.add({
      kind: "answer",
      path: "CredentialLists$",
      status: 401,
      body: { code: 20003, message: "Authenticate" },
    });
    const [credentials, policy] = await scan([number.refs.credentialList, number.refs.policy]);
    expect(credentials).toMatchObject({ users: [], incomplete: { cause: "credentials" } });
    expect(policy?.incomplete ?? null).toBeNull();
    expect(setup.standin.calls.length).toBeLessThan(8);
  });

  it("does not throw where there is no way to ask at all", async () => {
    const refs = [number.refs.credentialList];
    const found = await usesOf(setup.twilio, refs, [], LIMITS, { ...ACCESS, region: "nowhere" });
    expect(found.get(resourceKey(number.refs.credentialList))).toMatchObject({
      incomplete: { cause: "invalid_id" },
    });
  });

  it("ends in time and says that it could not see everything", async () => {
    setup.standin.faults.add({ kind: "hang", path: "SIP/Domains" });
    const [credentials] = await scan([number.refs.credentialList], [number.trunk], { timeoutMs: 300 });
    expect(credentials?.incomplete?.cause).toBe("timeout");
  });

  it("leaves slots of the account to others", async () => {
    for (let index = 0; index < 12; index += 1) setup.standin.seed.trunk(AC);
    setup.standin.faults.add({ kind: "delay", delayMs: 20 });
    await scan([number.refs.credentialList, number.refs.addressList]);
    expect(setup.standin.peakInFlight()).toBe(2);
  });
});

describe("the scan through Twilio's official specifications", () => {
  let setup: TwilioSetup;
  let prism: Prism;
  beforeAll(async () => {
    setup = await setUpTwilio();
    prism = await startPrism(setup.standin.url);
  });
  afterAll(async () => {
    await prism.close();
    await setup.standin.close();
  });

  it("is correct in every request", async () => {
    const { trunk, refs } = seedNumber(setup.standin);
    setup.standin.seed.sipDomain(AC);
    setup.standin.seed.trunk(AC);
    const twilio = createTwilioProvider({ apiUrl: prism.url });
    const asked = [refs.credentialList, refs.addressList, refTo("twilio_connection_policy", refs.policy.sid)];
    const found = await usesOf(twilio, asked, [trunk]);
    expect([...found.values()]).toEqual([NOBODY, NOBODY, NOBODY]);
    expect(prism.violations).toEqual([]);
    expect(setup.standin.violations).toEqual([]);
  });
});
