import { SIPInboundTrunkInfo, SipClient } from "livekit-server-sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLivekitStandin, type LivekitStandin } from "../../standins/livekit/livekit-standin.ts";

const KEY = "APIstandin";
const SECRET = "a-secret-of-the-stand-in-0123456789";
const NUMBER = "+14155551234";
// SIP_TRANSPORT_TLS: the SDK takes the enum and does not export it.
const TLS = 3;
const INDIVIDUAL = { type: "individual", roomPrefix: "call-" } as const;

let standin: LivekitStandin;
let client: SipClient;

beforeEach(async () => {
  standin = await createLivekitStandin({ apiKey: KEY, apiSecret: SECRET });
  client = new SipClient(standin.url, KEY, SECRET, { requestTimeout: 0.5 });
});
afterEach(() => standin.close());

const trunkIds = (items: ReadonlyArray<{ sipTrunkId: string }>) => items.map((item) => item.sipTrunkId);
const ruleIds = (items: ReadonlyArray<{ sipDispatchRuleId: string }>) =>
  items.map((item) => item.sipDispatchRuleId);

async function failure(call: Promise<unknown>): Promise<{ status: unknown; code: unknown; message: string }> {
  const { status, code, message } = await call.then(
    () => Promise.reject(new Error("the call was expected to fail")),
    (error) => error,
  );
  return { status, code, message };
}

describe("trunks", () => {
  test("an inbound trunk is created, listed, changed field by field, replaced and deleted", async () => {
    const trunk = await client.createSipInboundTrunk("in", [NUMBER], {
      allowedAddresses: ["192.0.2.0/24"],
      headers: { "X-A": "b" },
    });
    expect(trunk.sipTrunkId).toMatch(/^ST_\w{12}$/);
    expect(trunk).toMatchObject({ name: "in", numbers: [NUMBER], headers: { "X-A": "b" } });
    const update = { numbers: { add: ["+14155550000"], remove: [NUMBER] }, name: "renamed" };
    const changed = await client.updateSipInboundTrunkFields(trunk.sipTrunkId, update as never);
    expect(changed).toMatchObject({
      name: "renamed",
      numbers: ["+14155550000"],
      allowedAddresses: ["192.0.2.0/24"],
    });
    const replacement = new SIPInboundTrunkInfo({ name: "new", numbers: [NUMBER] });
    const replaced = await client.updateSipInboundTrunk(trunk.sipTrunkId, replacement);
    expect(replaced).toMatchObject({ sipTrunkId: trunk.sipTrunkId, name: "new", allowedAddresses: [] });
    expect(trunkIds(await client.listSipInboundTrunk())).toEqual([trunk.sipTrunkId]);
    expect(await client.listSipOutboundTrunk()).toEqual([]);
    await client.deleteSipTrunk(trunk.sipTrunkId);
    expect(await client.listSipInboundTrunk({ trunkIds: [trunk.sipTrunkId] })).toEqual([]);
    expect(standin.violations).toEqual([]);
  });

  test("an outbound trunk keeps its address and transport through an update", async () => {
    const trunk = await client.createSipOutboundTrunk("out", "x.pstn.twilio.com", [NUMBER], {
      transport: TLS,
      authUsername: "agent",
    });
    const changed = await client.updateSipOutboundTrunkFields(trunk.sipTrunkId, { name: "renamed" });
    expect(changed).toMatchObject({
      name: "renamed",
      address: "x.pstn.twilio.com",
      transport: TLS,
      authUsername: "agent",
    });
    expect(trunkIds(await client.listSipOutboundTrunk({ numbers: [NUMBER] }))).toEqual([trunk.sipTrunkId]);
    await client.deleteSipTrunk(trunk.sipTrunkId);
    expect(standin.has(trunk.sipTrunkId)).toBe(false);
    expect(standin.violations).toEqual([]);
  });

  test("deleting a trunk that never existed answers 200 with nothing but its id", async () => {
    const deleted = await client.deleteSipTrunk("ST_neverExisted");
    expect(deleted.toJson()).toEqual({ sipTrunkId: "ST_neverExisted" });
    expect(await failure(client.deleteSipTrunk(""))).toMatchObject({ status: 400, code: "invalid_argument" });
  });

  test("deleting a trunk leaves its id in the rules", async () => {
    const trunk = standin.seed.inboundTrunk({ numbers: [NUMBER] });
    const rule = standin.seed.dispatchRule({ trunkIds: [trunk] });
    await client.deleteSipTrunk(trunk);
    const [left] = await client.listSipDispatchRule({ dispatchRuleIds: [rule] });
    expect(left?.trunkIds).toEqual([trunk]);
  });

  test("lists filter by id and number; a trunk without numbers answers for every number", async () => {
    const ours = standin.seed.inboundTrunk({ numbers: [NUMBER] });
    const other = standin.seed.inboundTrunk({ numbers: ["+14155559999"] });
    const every = standin.seed.inboundTrunk({ auth_username: "u", auth_password: "p" });
    const byNumber = await client.listSipInboundTrunk({ numbers: ["1 (415) 555-1234"] });
    expect(trunkIds(byNumber).sort()).toEqual([ours, every].sort());
    expect(trunkIds(await client.listSipInboundTrunk({ trunkIds: [other, "ST_missing"] }))).toEqual([other]);
  });

  test("pages go on after an id, in the order of ids", async () => {
    const ids = Array.from({ length: 5 }, (_, n) =>
      standin.seed.inboundTrunk({ numbers: [`+1555000000${n}`] }),
    ).sort();
    const page = async (afterId: string) =>
      trunkIds(await client.listSipInboundTrunk({ page: { afterId, limit: 2 } as never }));
    expect(await page("")).toEqual(ids.slice(0, 2));
    expect(await page(ids[1] ?? "")).toEqual(ids.slice(2, 4));
    expect(await page(ids[3] ?? "")).toEqual(ids.slice(4));
  });

  test("a second trunk for the same number is refused, naming the first", async () => {
    const first = standin.seed.inboundTrunk({ numbers: [NUMBER] });
    const refused = await failure(client.createSipInboundTrunk("again", [NUMBER]));
    expect(refused).toEqual({
      status: 400,
      code: "invalid_argument",
      message: `Conflicting inbound SIP Trunks: "<new>" and "${first}", using the same number(s) ["${NUMBER}"] without AllowedNumbers set`,
    });
    const forOneCaller = await client.createSipInboundTrunk("caller", [NUMBER], {
      allowedNumbers: ["+1999"],
    });
    expect(standin.has(forOneCaller.sipTrunkId)).toBe(true);
  });

  test("a trunk open to the world is refused: on create as a bad argument, on update without a code", async () => {
    expect(await failure(client.createSipInboundTrunk("open", []))).toMatchObject({
      code: "invalid_argument",
    });
    const trunk = standin.seed.inboundTrunk({ numbers: [NUMBER] });
    const stripped = client.updateSipInboundTrunkFields(trunk, { numbers: { remove: [NUMBER] } } as never);
    expect(await failure(stripped)).toMatchObject({ status: 500, code: "unknown" });
    expect(standin.inboundTrunks()[0]?.["numbers"]).toEqual([NUMBER]);
  });

  test("updating what is not there is not_found", async () => {
    const missing = { status: 404, code: "not_found" };
    expect(await failure(client.updateSipInboundTrunkFields("ST_x", { name: "n" }))).toMatchObject(missing);
    expect(await failure(client.updateSipOutboundTrunkFields("ST_x", { name: "n" }))).toMatchObject(missing);
    expect(await failure(client.updateSipDispatchRuleFields("SDR_x", { name: "n" }))).toMatchObject(missing);
  });
});

describe("dispatch rules", () => {
  test("a rule is created, found by its trunk, changed and deleted once", async () => {
    const trunk = standin.seed.inboundTrunk({ numbers: [NUMBER] });
    const rule = await client.createSipDispatchRule(INDIVIDUAL, { name: "calls", trunkIds: [trunk] });
    expect(rule.sipDispatchRuleId).toMatch(/^SDR_\w{12}$/);
    expect(rule.rule?.rule).toMatchObject({ case: "dispatchRuleIndividual", value: { roomPrefix: "call-" } });
    expect(ruleIds(await client.listSipDispatchRule({ trunkIds: [trunk] }))).toEqual([
      rule.sipDispatchRuleId,
    ]);
    expect(await client.listSipDispatchRule({ trunkIds: ["ST_other"] })).toEqual([]);
    const update = { trunkIds: { add: ["ST_second"] } };
    const changed = await client.updateSipDispatchRuleFields(rule.sipDispatchRuleId, update as never);
    expect(changed.trunkIds).toEqual([trunk, "ST_second"]);
    expect((await client.deleteSipDispatchRule(rule.sipDispatchRuleId)).name).toBe("calls");
    expect(await failure(client.deleteSipDispatchRule(rule.sipDispatchRuleId))).toEqual({
      status: 404,
      code: "not_found",
      message: "requested sip dispatch rule does not exist",
    });
    expect(standin.violations).toEqual([]);
  });

  test("a rule without trunks is listed for every trunk, and collides only with its like", async () => {
    const every = await client.createSipDispatchRule(INDIVIDUAL);
    expect(ruleIds(await client.listSipDispatchRule({ trunkIds: ["ST_any"] }))).toEqual([
      every.sipDispatchRuleId,
    ]);
    const refused = await failure(client.createSipDispatchRule({ type: "direct", roomName: "room" }));
    expect(refused).toMatchObject({ status: 400, code: "invalid_argument" });
    expect(refused.message).toContain(`"<new>" and "${every.sipDispatchRuleId}"`);
    const specific = await client.createSipDispatchRule(INDIVIDUAL, { trunkIds: ["ST_any"] });
    const withPin = await client.createSipDispatchRule({ type: "direct", roomName: "room", pin: "1" });
    expect(standin.has(specific.sipDispatchRuleId) && standin.has(withPin.sipDispatchRuleId)).toBe(true);
  });
});
