import { expect, it } from "vitest";
import { ACCOUNT, useCatalogue } from "../support/catalogue-harness.ts";

const catalogue = useCatalogue();
const LEFT =
  "the number is not in this account any more: it was released, ported out or moved to another account";

it("case 25: a number that was released or ported out counts as off its trunk, and the rest is still removed and proven", async () => {
  const world = catalogue();
  const { id, owned } = await world.number();
  world.twilio.removeByHand(owned.number);
  expect(await world.remove(id)).toEqual({ outcome: "removed" });
  const link = await world.resource(id, "twilio_trunk_number");
  expect(link).toMatchObject({ state: "gone", detail: expect.stringContaining(LEFT) });
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
  expect(await world.states(id)).toMatchObject({ twilio_trunk_number: "gone", twilio_sip_trunk: "present" });
  const json = await world.json(id);
  expect(json.external_resources.find(({ kind }) => kind === "twilio_trunk_number")?.detail).toMatch(
    new RegExp(`^${LEFT}; Twilio account ${ACCOUNT.sid} is active`),
  );
  expect(world.twilio.has(owned.number)).toBe(true);
});

it("case 26: a number that somebody attached to another trunk is left there, and ours is removed", async () => {
  const world = catalogue();
  const { id, owned } = await world.number();
  const foreign = world.twilio.seed.trunk(ACCOUNT.sid);
  world.twilio.seed.trunkLink(foreign, owned.number);
  expect(await world.remove(id)).toEqual({ outcome: "removed" });
  expect((await world.resource(id, "twilio_trunk_number")).detail).toMatch(
    new RegExp(`^the number is attached to trunk ${foreign} now, which is left alone; `),
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
  expect((await world.resource(id, "twilio_trunk_number")).detail).toMatch(/^Twilio account AC\w+ is active/);
});
