import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { fillPath } from "../../standins/twilio/bodies.ts";
import { LINK_KINDS } from "../../standins/twilio/link-kinds.ts";
import { RESOURCE_KINDS } from "../../standins/twilio/resource-kinds.ts";
import { newSid, SID_PREFIXES } from "../../standins/twilio/sids.ts";
import { createTwilioStandin, type TwilioStandin } from "../../standins/twilio/twilio-standin.ts";
import { type Prism, startPrism } from "./prism.ts";
import { twilioClientAt } from "./twilio-client.ts";

const ACCOUNT = newSid("AC");
const TOKEN = "token-of-the-account";

let standin: TwilioStandin;
let prism: Prism;

beforeAll(async () => {
  standin = await createTwilioStandin({ accounts: [{ sid: ACCOUNT, authToken: TOKEN }] });
  prism = await startPrism(standin.url);
});
afterAll(async () => {
  await prism?.close();
  await standin?.close();
});
afterEach(() => void prism.violations.splice(0));

test("Prism notices a request that breaks Twilio's specification", async () => {
  const client = twilioClientAt(prism.url, ACCOUNT, TOKEN);
  const numbers = client.api.v2010.accounts(ACCOUNT).incomingPhoneNumbers;
  await expect(numbers(newSid("PN")).update({ trunkSid: "" })).rejects.toThrow();
  const [violation] = prism.violations;
  expect(violation?.complaints[0]).toMatchObject({ location: ["request", "body", "TrunkSid"] });
});

// Prism silently skips schemas that its validator cannot compile: each one has to prove that it bites.
test.each(
  [...RESOURCE_KINDS.map((kind) => ({ ...kind, member: kind.prefix })), ...LINK_KINDS].map((kind) => {
    const all = Object.fromEntries(SID_PREFIXES.map((prefix) => [prefix, newSid(prefix)]));
    const suffix = kind.product === "api" ? ".json" : "";
    const list = fillPath(kind.collection, { ...all, AC: ACCOUNT });
    return {
      list: `${list}${suffix}`,
      instance: `${list}/${all[kind.member]}${suffix}`,
      key: kind.listKey,
    };
  }),
)("Prism notices a wrong body at $instance", async ({ list, instance, key }) => {
  for (const [path, body] of [
    [list, { [key]: [{ sid: "nope" }] }],
    [instance, { sid: "nope" }],
  ] as const) {
    standin.faults.add({ kind: "answer", path, times: 1, status: 200, body });
    const headers = { authorization: `Basic ${btoa(`${ACCOUNT}:${TOKEN}`)}` };
    await fetch(`${prism.url}${path}`, { headers });
    const complained = prism.violations.at(-1);
    expect(complained?.path).toBe(path);
    expect(complained?.complaints.map((one) => one.location.at(-1))).toContain("sid");
  }
});

test("a right exchange passes with the stand-in's own headers and no violation", async () => {
  const client = twilioClientAt(prism.url, ACCOUNT, TOKEN);
  const answer = await client.trunking.v1.trunks(standin.seed.trunk(ACCOUNT)).fetchWithHttpInfo();
  expect(answer.headers).toMatchObject({ "twilio-request-id": expect.stringMatching(/^RQ/) });
  expect(prism.violations).toEqual([]);
});
