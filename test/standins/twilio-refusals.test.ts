import type { Twilio } from "twilio";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newSid } from "../../standins/twilio/sids.ts";
import { createTwilioStandin, type TwilioStandin } from "../../standins/twilio/twilio-standin.ts";
import { twilioClientAt } from "../support/twilio-client.ts";

const ACCOUNT = newSid("AC");
const OTHER = newSid("AC");
const TOKEN = "token-of-the-account";

let standin: TwilioStandin;
let client: Twilio;

beforeEach(async () => {
  standin = await createTwilioStandin({
    accounts: [
      { sid: ACCOUNT, authToken: TOKEN },
      { sid: OTHER, authToken: "token-of-another" },
    ],
  });
  client = twilioClientAt(standin.url, ACCOUNT, TOKEN);
});
afterEach(async () => {
  expect(standin.violations).toEqual([]);
  await standin.close();
});

const origination = { weight: 1, priority: 2, enabled: true, friendlyName: "x", sipUrl: "sip:x.example.com" };
const sip = () => client.api.v2010.accounts(ACCOUNT).sip;

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

test("wrong credentials, accounts that are not active and foreign resources are told apart", async () => {
  const trunk = standin.seed.trunk(ACCOUNT);
  const stranger = twilioClientAt(standin.url, OTHER, "token-of-another");
  expect(await refusal(stranger.trunking.v1.trunks(trunk).fetch())).toMatchObject(gone);
  expect(await refusal(stranger.api.v2010.accounts(ACCOUNT).fetch())).toMatchObject({
    status: 401,
    code: 20003,
  });
  standin.rotateToken(ACCOUNT, "rotated");
  const authenticate = { status: 401, code: 20003, message: "Authenticate" };
  expect(await refusal(client.trunking.v1.trunks(trunk).fetch())).toMatchObject(authenticate);
  standin.rotateToken(ACCOUNT, TOKEN);
  standin.setAccountStatus(ACCOUNT, "suspended");
  expect(await refusal(client.trunking.v1.trunks(trunk).fetch())).toMatchObject({
    status: 403,
    code: 20005,
  });
  expect((await client.api.v2010.accounts(ACCOUNT).fetch()).status).toBe("suspended");
  standin.setAccountStatus(ACCOUNT, "closed");
  expect(await refusal(client.trunking.v1.trunks(trunk).fetch())).toMatchObject(authenticate);
  standin.setAccountStatus(ACCOUNT, "active");
});

test("a parent's credentials open a subaccount by path, but v1 lists only the parent's own", async () => {
  const child = newSid("AC");
  standin.addAccount({ sid: child, authToken: "child", parentSid: ACCOUNT });
  const list = standin.seed.credentialList(child);
  const trunk = standin.seed.trunk(child);
  const fetched = await client.api.v2010.accounts(child).sip.credentialLists(list).fetch();
  expect(fetched.accountSid).toBe(child);
  expect(await refusal(client.trunking.v1.trunks(trunk).fetch())).toMatchObject(gone);
  expect(await refusal(sip().credentialLists(list).fetch())).toMatchObject(gone);
});

test("documented refusals carry Twilio's codes", async () => {
  const parent = standin.seed.trunk(ACCOUNT, { domain_name: "b.pstn.twilio.com" });
  const sub = standin.seed.trunk(ACCOUNT, { domain_name: "a.b.pstn.twilio.com" });
  standin.seed.trunk(OTHER, { domain_name: "taken.pstn.twilio.com" });
  const emergency = standin.seed.phoneNumber(ACCOUNT, "+15550000911", { emergency_status: "Active" });
  const list = standin.seed.credentialList(ACCOUNT, { friendly_name: "one of a kind" });
  standin.seed.trunkLink(sub, emergency);
  standin.seed.trunkLink(sub, list);
  const { trunks } = client.trunking.v1;
  const code = async (call: Promise<unknown>) => (await refusal(call)).code;
  expect(await code(trunks(parent).remove())).toBe(21247);
  expect(await code(trunks(sub).remove())).toBe(21634);
  expect(await code(trunks(sub).phoneNumbers(emergency).remove())).toBe(21634);
  expect(await code(trunks(sub).credentialsLists.create({ credentialListSid: list }))).toBe(21245);
  expect(await code(trunks.create({ domainName: "b.pstn.twilio.com" }))).toBe(21245);
  expect(await code(trunks.create({ domainName: "taken.pstn.twilio.com" }))).toBe(21248);
  expect(await code(sip().credentialLists.create({ friendlyName: "one of a kind" }))).toBe(21240);
  const weak = { username: "agent", password: "weak" };
  expect(await code(sip().credentialLists(list).credentials.create(weak))).toBe(21240);
  for (let count = 0; count < 10; count += 1) standin.seed.originationUrl(sub);
  expect(await code(trunks(sub).originationUrls.create(origination))).toBe(21249);
  standin.unlinkByHand(sub, emergency);
  await trunks(sub).remove();
  await trunks(parent).remove();
  expect(await code(trunks.create({ domainName: "b.pstn.twilio.com" }))).toBe(21248);
  expect(standin.has(list)).toBe(true);
});
