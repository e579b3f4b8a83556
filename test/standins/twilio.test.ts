import type { Twilio } from "twilio";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { newSid } from "../../standins/twilio/sids.ts";
import { createTwilioStandin, type TwilioStandin } from "../../standins/twilio/twilio-standin.ts";
import { type Prism, startPrism } from "../support/prism.ts";
import { twilioClientAt } from "../support/twilio-client.ts";

const ACCOUNT = newSid("AC");
const TOKEN = "token-of-the-account";
const NUMBER = "+14155551234";

let standin: TwilioStandin;
let prism: Prism;
let client: Twilio;

beforeAll(async () => {
  standin = await createTwilioStandin({ accounts: [{ sid: ACCOUNT, authToken: TOKEN }] });
  prism = await startPrism(standin.url);
  client = twilioClientAt(prism.url, ACCOUNT, TOKEN);
});

afterAll(async () => {
  await prism?.close();
  await standin?.close();
});

const origination = {
  weight: 1,
  priority: 2,
  enabled: true,
  friendlyName: "to LiveKit",
  sipUrl: "sip:x.sip.livekit.cloud",
};
const sip = () => client.api.v2010.accounts(ACCOUNT).sip;
const sids = (items: ReadonlyArray<{ sid: string }>) => items.map((item) => item.sid);

/** The part that the SDK's five mapping lists have in common. */
type Mappings<Parameters> = {
  (sid: string): { fetch(): Promise<{ sid: string }>; remove(): Promise<boolean> };
  create(parameters: Parameters): Promise<unknown>;
  list(): Promise<Array<{ sid: string }>>;
};

/** What a caller sees of a refused request. */
async function refusal(call: Promise<unknown>): Promise<{ status: unknown; code: unknown; message: string }> {
  try {
    await call;
  } catch (error) {
    const { status, code, message } = error as { status: unknown; code: unknown; message: string };
    return { status, code, message };
  }
  throw new Error("the call was expected to fail");
}
const gone = { status: 404, code: 20404 };

describe("the whole life of every resource, without a word from Prism", () => {
  afterEach(() => {
    expect(prism.violations).toEqual([]);
    expect(standin.violations).toEqual([]);
  });

  test("a trunk and its origination URLs are created, changed, listed, fetched and removed", async () => {
    const trunk = await client.trunking.v1.trunks.create({ friendlyName: "first", secure: true });
    expect(trunk).toMatchObject({
      friendlyName: "first",
      secure: true,
      domainName: null,
      accountSid: ACCOUNT,
    });
    const at = client.trunking.v1.trunks(trunk.sid);
    expect((await at.update({ domainName: "life.pstn.twilio.com" })).domainName).toBe("life.pstn.twilio.com");
    const url = await at.originationUrls.create(origination);
    expect(await at.originationUrls(url.sid).fetch()).toMatchObject(origination);
    expect((await at.originationUrls(url.sid).update({ enabled: false })).enabled).toBe(false);
    expect(sids(await at.originationUrls.list())).toEqual([url.sid]);
    expect(await at.originationUrls(url.sid).remove()).toBe(true);
    expect(await at.originationUrls.list()).toEqual([]);
    expect((await at.recordings().update({ mode: "record-from-answer" })).mode).toBe("record-from-answer");
    expect(await at.recordings().fetch()).toMatchObject({ mode: "record-from-answer", trim: "do-not-trim" });
    expect(sids(await client.trunking.v1.trunks.list())).toContain(trunk.sid);
    expect((await at.fetch()).friendlyName).toBe("first");
    expect(await at.remove()).toBe(true);
    expect(await refusal(at.fetch())).toMatchObject({
      ...gone,
      message: `The requested resource /v1/Trunks/${trunk.sid} was not found`,
    });
    expect(await refusal(at.remove())).toMatchObject(gone);
  });

  test("credential lists and access control lists live beside the trunk and survive their link to it", async () => {
    const trunk = await client.trunking.v1.trunks.create({});
    const at = client.trunking.v1.trunks(trunk.sid);
    const list = await sip().credentialLists.create({ friendlyName: "ours" });
    const acl = await sip().ipAccessControlLists.create({ friendlyName: "ours" });
    await at.credentialsLists.create({ credentialListSid: list.sid });
    await at.ipAccessControlLists.create({ ipAccessControlListSid: acl.sid });
    expect(sids(await at.credentialsLists.list())).toEqual([list.sid]);
    expect(await at.ipAccessControlLists(acl.sid).fetch()).toMatchObject({
      trunkSid: trunk.sid,
      friendlyName: "ours",
    });
    expect((await at.fetch()).authTypeSet).toEqual(["IP_ACL", "CREDENTIAL_LIST"]);
    expect(await at.credentialsLists(list.sid).remove()).toBe(true);
    expect(await at.ipAccessControlLists(acl.sid).remove()).toBe(true);
    expect(await refusal(at.credentialsLists(list.sid).fetch())).toMatchObject(gone);
    expect((await sip().credentialLists(list.sid).fetch()).friendlyName).toBe("ours");
    await sip().credentialLists(list.sid).update({ friendlyName: "renamed" });
    expect((await sip().credentialLists.list()).map((one) => one.friendlyName)).toEqual(["renamed"]);
    expect(await sip().credentialLists(list.sid).remove()).toBe(true);
    expect(await sip().ipAccessControlLists(acl.sid).remove()).toBe(true);
    expect(await refusal(sip().ipAccessControlLists(acl.sid).fetch())).toMatchObject(gone);
    await at.remove();
  });

  test("credentials never show their password, and go with their list", async () => {
    const list = await sip().credentialLists.create({ friendlyName: "with credentials" });
    const credentials = sip().credentialLists(list.sid).credentials;
    const made = await credentials.create({ username: "agent", password: "Str0ng-enough-1" });
    expect(made).toMatchObject({ username: "agent", credentialListSid: list.sid });
    expect(JSON.stringify(made.toJSON())).not.toContain("Str0ng-enough-1");
    await credentials(made.sid).update({ password: "An0ther-one-456" });
    expect(sids(await credentials.list())).toEqual([made.sid]);
    await sip().credentialLists(list.sid).remove();
    expect(await refusal(credentials(made.sid).fetch())).toMatchObject(gone);
  });

  test("addresses of an access control list can be added and taken off", async () => {
    const acl = await sip().ipAccessControlLists.create({ friendlyName: "with addresses" });
    const addresses = sip().ipAccessControlLists(acl.sid).ipAddresses;
    const made = await addresses.create({
      friendlyName: "office",
      ipAddress: "192.0.2.0",
      cidrPrefixLength: 24,
    });
    expect(await addresses(made.sid).fetch()).toMatchObject({ ipAddress: "192.0.2.0", cidrPrefixLength: 24 });
    expect((await addresses(made.sid).update({ friendlyName: "home" })).friendlyName).toBe("home");
    expect(await addresses(made.sid).remove()).toBe(true);
    expect(await addresses.list()).toEqual([]);
    await sip().ipAccessControlLists(acl.sid).remove();
  });

  test("a connection policy is known by its BYOC trunk, and takes its targets along", async () => {
    const policy = await client.voice.v1.connectionPolicies.create({ friendlyName: "policy" });
    const targets = client.voice.v1.connectionPolicies(policy.sid).targets;
    const target = await targets.create({ target: "sip:carrier.example.com", weight: 5 });
    expect(await targets(target.sid).fetch()).toMatchObject({ weight: 5, enabled: true });
    expect(sids(await targets.list())).toEqual([target.sid]);
    const byoc = await client.voice.v1.byocTrunks.create({ connectionPolicySid: policy.sid });
    const listed = await client.voice.v1.byocTrunks.list();
    expect(listed.map((one) => one.connectionPolicySid)).toEqual([policy.sid]);
    await client.voice.v1.connectionPolicies(policy.sid).update({ friendlyName: "renamed" });
    expect((await client.voice.v1.connectionPolicies.list())[0]?.friendlyName).toBe("renamed");
    expect(await client.voice.v1.connectionPolicies(policy.sid).remove()).toBe(true);
    expect(await refusal(targets(target.sid).fetch())).toMatchObject(gone);
    expect((await client.voice.v1.byocTrunks(byoc.sid).fetch()).connectionPolicySid).toBeNull();
    await client.voice.v1.byocTrunks(byoc.sid).remove();
  });

  test("a SIP domain keeps five separate mappings", async () => {
    const domain = await sip().domains.create({ domainName: "life.sip.twilio.com" });
    const list = standin.seed.credentialList(ACCOUNT);
    const acl = standin.seed.ipAccessControlList(ACCOUNT);
    const at = sip().domains(domain.sid);
    const credentialMappings: Array<Mappings<{ credentialListSid: string }>> = [
      at.auth.calls.credentialListMappings,
      at.auth.registrations.credentialListMappings,
      at.credentialListMappings,
    ];
    const addressMappings: Array<Mappings<{ ipAccessControlListSid: string }>> = [
      at.auth.calls.ipAccessControlListMappings,
      at.ipAccessControlListMappings,
    ];
    for (const mappings of credentialMappings) {
      expect(await mappings.list()).toEqual([]);
      await mappings.create({ credentialListSid: list });
      expect(sids(await mappings.list())).toEqual([list]);
      expect((await mappings(list).fetch()).sid).toBe(list);
    }
    for (const mappings of addressMappings) {
      expect(await mappings.list()).toEqual([]);
      await mappings.create({ ipAccessControlListSid: acl });
      expect(sids(await mappings.list())).toEqual([acl]);
    }
    expect(await refusal(sip().credentialLists(list).remove())).toMatchObject({ status: 400, code: 21241 });
    expect(await refusal(sip().ipAccessControlLists(acl).remove())).toMatchObject({
      status: 400,
      code: 21236,
    });
    for (const mappings of credentialMappings) await mappings(list).remove();
    for (const mappings of addressMappings) await mappings(acl).remove();
    expect(await sip().credentialLists(list).remove()).toBe(true);
    expect(await sip().ipAccessControlLists(acl).remove()).toBe(true);
    expect((await at.update({ friendlyName: "renamed" })).friendlyName).toBe("renamed");
    expect(sids(await sip().domains.list())).toEqual([domain.sid]);
    expect(await at.remove()).toBe(true);
  });

  test("a number knows its trunk through every way of moving it", async () => {
    const number = standin.seed.phoneNumber(ACCOUNT, NUMBER);
    const [first, second] = [standin.seed.trunk(ACCOUNT), standin.seed.trunk(ACCOUNT)];
    const numbers = client.api.v2010.accounts(ACCOUNT).incomingPhoneNumbers;
    const trunkSid = async () => (await numbers(number).fetch()).trunkSid;
    expect(await trunkSid()).toBeNull();
    const linked = await client.trunking.v1.trunks(first).phoneNumbers.create({ phoneNumberSid: number });
    expect(linked).toMatchObject({ phoneNumber: NUMBER, trunkSid: first });
    expect(await trunkSid()).toBe(first);
    await numbers(number).update({ trunkSid: second });
    expect(await client.trunking.v1.trunks(first).phoneNumbers.list()).toEqual([]);
    expect(sids(await client.trunking.v1.trunks(second).phoneNumbers.list())).toEqual([number]);
    await client.trunking.v1.trunks(second).phoneNumbers(number).remove();
    expect(await trunkSid()).toBeNull();
    await client.trunking.v1.trunks(second).phoneNumbers.create({ phoneNumberSid: number });
    await client.trunking.v1.trunks(second).remove();
    expect(await trunkSid()).toBeNull();
    expect(await numbers(number).remove()).toBe(true);
    expect(await refusal(numbers(number).fetch())).toMatchObject(gone);
    await client.trunking.v1.trunks(first).remove();
  });

  test("long lists come complete through v1 URLs and 2010-04-01 URIs", async () => {
    const policies = Array.from({ length: 7 }, () => standin.seed.connectionPolicy(ACCOUNT)).reverse();
    const lists = Array.from({ length: 7 }, () => standin.seed.credentialList(ACCOUNT)).reverse();
    expect(sids(await client.voice.v1.connectionPolicies.list({ pageSize: 3 }))).toEqual(policies);
    expect(sids(await sip().credentialLists.list({ pageSize: 3 }))).toEqual(lists);
    const pages = standin.calls
      .filter((call) => call.query["PageSize"] === "3")
      .map((call) => call.query["Page"]);
    expect(pages).toEqual([undefined, "1", "2", undefined, "1", "2"]);
    const page = await client.voice.v1.connectionPolicies.page({ pageSize: 3 });
    expect(page.nextPageUrl).toMatch(
      /^https:\/\/voice\.twilio\.com\/v1\/ConnectionPolicies\?PageSize=3&Page=1&/,
    );
    const last = await (await page.nextPage())?.nextPage();
    expect(sids(last?.instances ?? [])).toEqual(policies.slice(6));
    expect(last?.nextPageUrl).toBeUndefined();
    expect(sids((await last?.previousPage())?.instances ?? [])).toEqual(policies.slice(3, 6));
    for (const sid of [...policies, ...lists]) standin.removeByHand(sid);
  });

  test("the account answers with its status, and with its token", async () => {
    expect((await client.api.v2010.accounts(ACCOUNT).fetch()).toJSON()).toMatchObject({
      status: "active",
      authToken: TOKEN,
    });
  });
});
