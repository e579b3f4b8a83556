import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { CreateRequest } from "../../../src/operations/operations.ts";
import {
  ACTOR,
  cleanUp,
  dieAt,
  failedOf,
  type ProvisioningSetup,
  setUpProvisioning,
} from "../provisioning-setup.ts";

let setup: ProvisioningSetup;
beforeAll(async () => {
  setup = await setUpProvisioning();
});
afterAll(() => setup.close());
afterEach(() => cleanUp(setup));

const LINKS = "^/v1/Trunks/TK\\w+/PhoneNumbers$";
const URLS = "^/v1/Trunks/TK\\w+/OriginationUrls$";
const down = (path: string) =>
  setup.twilio.faults.add({ kind: "answer", method: "GET", path, status: 500, body: "oops" });
const lostAfterwards = (path: string) =>
  setup.twilio.faults.add({ kind: "applied_then_answer", method: "POST", path, status: 500, body: "oops" });
const neverArrives = (path: string) => setup.twilio.faults.add({ kind: "reset", method: "POST", path });
const nothingMayBeDeleted = () =>
  setup.twilio.faults.add({
    kind: "answer",
    method: "DELETE",
    path: "/",
    status: 403,
    body: { code: 20403, message: "Forbidden", status: 403 },
  });

const of = (kind: string) => setup.twilio.resources().filter((one) => one.kind === kind);
const carrierSid = (request: CreateRequest) =>
  of("PN").find(({ fields }) => fields["phone_number"] === request.phoneNumber)?.sid ?? "none";

async function leftOf(request: CreateRequest) {
  const { left } = failedOf(await setup.operations.createNumber(request, ACTOR));
  if (left === null) throw new Error("nothing is left");
  return left;
}

describe("the link of a number whose answer was lost", () => {
  it("is on the exact list and in the register of leftovers while it stands, whatever can be read of its trunk", async () => {
    const request = setup.request();
    lostAfterwards(LINKS);
    down(LINKS);
    nothingMayBeDeleted();
    const left = await leftOf(request);
    const [trunk] = of("TK");
    expect(setup.twilio.isLinked(trunk?.sid ?? "", carrierSid(request))).toBe(true);
    const link = { kind: "twilio_trunk_number", sid: carrierSid(request), parentSid: trunk?.sid };
    expect(left.resources).toContainEqual(
      expect.objectContaining({ ...link, state: "unknown", lastSeenAt: expect.any(Date) }),
    );
    const { resources } = await setup.operations.verifyNumber(left.number.id);
    expect(resources).toContainEqual(expect.objectContaining({ ...link, state: "unknown" }));
    await setup.operations.forceDeleteByApi(left.number.id, "platform");
    const leftovers = await setup.database.leftovers.of(left.number.id);
    expect(leftovers).toContainEqual(expect.objectContaining({ sid: link.sid, state: "unknown" }));
  });

  it("is recorded and taken down as soon as it can be told", async () => {
    const request = setup.request();
    lostAfterwards(LINKS);
    down(LINKS);
    const { number } = await leftOf(request);
    setup.twilio.faults.clear();
    const seen = (await setup.operations.verifyNumber(number.id)).resources;
    expect(seen.find(({ kind }) => kind === "twilio_trunk_number")).toMatchObject({
      sid: carrierSid(request),
      state: "present",
    });
    expect((await setup.database.numbers.find(number.id))?.twilioPhoneNumberSid).toBe(carrierSid(request));
    expect(await setup.operations.deleteNumber(number.id, ACTOR)).toEqual({ outcome: "removed" });
    expect(setup.leftOutside()).toEqual([]);
  });

  it("is struck from the list once a complete list is without it", async () => {
    const request = setup.request();
    neverArrives(LINKS);
    down(LINKS);
    const left = await leftOf(request);
    expect(left.resources.map(({ sid }) => sid)).toContain(carrierSid(request));
    setup.twilio.faults.clear();
    const { resources } = await setup.operations.verifyNumber(left.number.id);
    expect(resources.map(({ sid }) => sid)).not.toContain(carrierSid(request));
    const stored = await setup.database.resources.of(left.number.id);
    expect(stored.map(({ sid }) => sid)).not.toContain(carrierSid(request));
    expect(await setup.operations.deleteNumber(left.number.id, ACTOR)).toEqual({ outcome: "removed" });
  });

  it("went with its trunk where that is proven gone, and holds up nothing", async () => {
    const request = setup.request();
    neverArrives(LINKS);
    down(LINKS);
    const { number } = await leftOf(request);
    for (const { sid } of [...of("TK"), ...of("CL"), ...of("AL")]) setup.twilio.removeByHand(sid);
    const { resources } = await setup.operations.verifyNumber(number.id);
    expect(resources.filter(({ state }) => state !== "gone")).toEqual([]);
    expect(resources.map(({ sid }) => sid)).not.toContain(carrierSid(request));
    expect(await setup.operations.deleteNumber(number.id, ACTOR)).toEqual({ outcome: "removed" });
  });
});

describe("the link of a number that was seen although nobody knows that it was made", () => {
  /** By hand, in Twilio's console. */
  const unlink = (request: CreateRequest) =>
    fetch(`${setup.twilio.url}/v1/Trunks/${of("TK")[0]?.sid}/PhoneNumbers/${carrierSid(request)}`, {
      method: "DELETE",
      headers: {
        authorization: `Basic ${Buffer.from(`${request.twilioAccountSid}:${request.authToken}`).toString("base64")}`,
      },
    });

  it.each(["with its trunk", "alone"])("keeps the proof that it is gone: %s", async (how) => {
    const request = setup.request();
    lostAfterwards(LINKS);
    down(LINKS);
    const { number } = await leftOf(request);
    if (how === "alone") {
      setup.twilio.faults.clear();
      expect((await unlink(request)).status).toBe(204);
    } else for (const { sid } of [...of("TK"), ...of("CL"), ...of("AL")]) setup.twilio.removeByHand(sid);
    const { resources } = await setup.operations.verifyNumber(number.id);
    expect(resources).toContainEqual(
      expect.objectContaining({ sid: carrierSid(request), state: "gone", firstSeenAt: expect.any(Date) }),
    );
    expect(await setup.database.resources.of(number.id)).toHaveLength(resources.length);
  });
});

describe("an origination URL whose answer was lost", () => {
  it("is listed under its name while its trunk stands, and under its id when that is learnt", async () => {
    lostAfterwards(URLS);
    down(URLS);
    nothingMayBeDeleted();
    const left = await leftOf(setup.request());
    const trunk = of("TK")[0]?.sid;
    const urlOf = (resources: typeof left.resources) =>
      resources.filter(({ kind }) => kind === "twilio_origination_url");
    expect(urlOf(left.resources)).toMatchObject([
      { sid: expect.stringMatching(/^lm-\d+-\w+-/), parentSid: trunk, state: "unknown" },
    ]);
    setup.twilio.faults.clear();
    const { resources } = await setup.operations.verifyNumber(left.number.id);
    expect(urlOf(resources)).toMatchObject([{ sid: of("OU")[0]?.sid, state: "present" }]);
    expect(await setup.operations.deleteNumber(left.number.id, ACTOR)).toEqual({ outcome: "removed" });
  });

  it("goes with its trunk, so that the roll-back leaves nothing", async () => {
    lostAfterwards(URLS);
    down(URLS);
    const request = setup.request();
    expect(failedOf(await setup.operations.createNumber(request, ACTOR)).left).toBeNull();
    expect(setup.leftOutside()).toEqual([]);
    expect(await setup.numberOf(request.phoneNumber)).toBeNull();
  });

  it("that an earlier clean-up could not tell of goes with its trunk in a later one", async () => {
    lostAfterwards(URLS);
    down(URLS);
    nothingMayBeDeleted();
    const { number } = await leftOf(setup.request());
    setup.twilio.faults.clear();
    down(URLS);
    expect(await setup.operations.deleteNumber(number.id, ACTOR)).toEqual({ outcome: "removed" });
    expect(setup.leftOutside()).toEqual([]);
  });
});

it("lists what is not told yet also for a number that another program corrupted while it was set up", async () => {
  const request = setup.request();
  await dieAt(setup, request, 0, true);
  const theirs = "update phone_numbers set status = 'corrupted' where phone_number = $1 returning id";
  const { rows } = await setup.migrated.pool.query(theirs, [request.phoneNumber]);
  down("^/v1/Trunks$");
  const { resources } = await setup.operations.verifyNumber(rows[0].id);
  expect(resources).toMatchObject([
    { kind: "twilio_sip_trunk", sid: expect.stringMatching(/^lm-\d+-\w+-trunk$/), state: "unknown" },
  ]);
});
