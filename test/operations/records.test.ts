import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NotFound } from "../../src/domain/errors.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

const BY = { kind: "api_token", name: "platform" } as const;
const PAGE = { number: 1, size: 10 };

let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

async function forceDeleted() {
  const { number, resources } = await harness.importedNumber();
  await harness.corrupt(number.id);
  await harness.operations.forceDeleteByApi(number.id, "platform");
  return { number, resources };
}

describe("the history of a number", () => {
  it("is told newest first, by id and by telephone number, before and after its record is gone", async () => {
    const { number } = await harness.importedNumber();
    const before = await harness.operations.showHistory({ id: number.id }, PAGE);
    expect(before).toMatchObject({ phoneNumber: number.phoneNumber, status: "active", totalCount: 1 });
    await harness.corrupt(number.id);
    await harness.operations.forceDeleteByApi(number.id, "platform");
    const after = await harness.operations.showHistory({ phoneNumber: number.phoneNumber }, PAGE);
    expect(after).toMatchObject({ numberId: number.id, label: number.label, status: null, otherIds: [] });
    expect(after.events.map(({ action }) => action)).toEqual([
      "force_delete_confirmed",
      "corruption_reported",
      "number_imported",
    ]);
    const second = await harness.operations.showHistory({ id: number.id }, { number: 2, size: 2 });
    expect(second.events.map(({ action }) => action)).toEqual(["number_imported"]);
    expect(second.totalCount).toBe(3);
  });

  it("is found of a number that was deleted without ever being corrupted", async () => {
    const { number } = await harness.importedNumber();
    await harness.operations.deleteNumber(number.id, BY);
    const { phoneNumber } = number;
    const history = await harness.operations.showHistory({ phoneNumber }, PAGE);
    expect(history).toMatchObject({ numberId: number.id, phoneNumber, status: null, totalCount: 3 });
  });

  it("is that of the newest record of a telephone number, and names the others", async () => {
    const { number: first } = await forceDeleted();
    const { phoneNumber } = first;
    const { number: second } = await harness.importedNumber({ phoneNumber });
    expect(await harness.operations.showHistory({ phoneNumber }, PAGE)).toMatchObject({
      numberId: second.id,
      status: "active",
      otherIds: [first.id],
    });
  });

  it("does not exist of what was never recorded", async () => {
    for (const ref of [{ id: 2_000_000_000 }, { phoneNumber: "+4930123456" }])
      await expect(harness.operations.showHistory(ref, PAGE)).rejects.toBeInstanceOf(NotFound);
  });
});

describe("leftovers", () => {
  it("are listed while they are not settled", async () => {
    const before = (await harness.operations.listLeftovers(PAGE)).totalCount;
    const { resources } = await forceDeleted();
    const { items, totalCount } = await harness.operations.listLeftovers({ number: 1, size: 1000 });
    const open = resources.filter(({ state }) => state !== "gone" && state !== "kept");
    expect(totalCount).toBe(before + open.length);
    expect(items.map(({ sid }) => sid)).toEqual(expect.arrayContaining(open.map(({ sid }) => sid)));
    expect((await harness.operations.listLeftovers({ number: 2, size: 1 })).items).toHaveLength(1);
  });

  it("say what an id was, and who owns it now, also where several had it", async () => {
    const { number: first } = await forceDeleted();
    const sid = first.twilioTrunkSid!;
    const { number: second } = await harness.importedNumber({ twilioTrunkSid: sid });
    const found = await harness.operations.findLeftovers(sid);
    expect(found).toMatchObject({ sid, more: false });
    expect(found.owners.map(({ number }) => number.id)).toEqual([second.id]);
    expect(found.owners[0]!.resources.some((resource) => resource.sid === sid)).toBe(true);
    expect(found.leftovers).toMatchObject([
      { phoneNumberId: first.id, kind: "twilio_sip_trunk", letGoBy: BY, phoneNumber: first.phoneNumber },
    ]);
    const nothing = { owners: [], leftovers: [], more: false };
    expect(await harness.operations.findLeftovers("TKnobody")).toEqual({ sid: "TKnobody", ...nothing });
  });

  it("name a few numbers of a list that a whole account shares, and say that there are more", async () => {
    const list = `CL${"d".repeat(32)}`;
    for (let i = 0; i < 12; i += 1) await harness.importedNumber({ twilioCredentialListSids: [list] });
    const found = await harness.operations.findLeftovers(list);
    expect(found.owners).toHaveLength(10);
    expect(found.more).toBe(true);
  });
});

describe("what a message mentions", () => {
  it("is looked up in its order: recorded, recorded before, unknown", async () => {
    const { number: gone } = await forceDeleted();
    const { number } = await harness.importedNumber();
    const found = await harness.operations.lookUpMentions({
      phoneNumbers: [gone.phoneNumber, number.phoneNumber, "+4930123456"],
      sids: [gone.twilioTrunkSid!, "ST_nobody"],
    });
    expect(found.phoneNumbers).toMatchObject([
      { phoneNumber: gone.phoneNumber, recorded: null, formerIds: [gone.id] },
      { phoneNumber: number.phoneNumber, recorded: { number: { id: number.id } }, formerIds: [] },
      { phoneNumber: "+4930123456", recorded: null, formerIds: [] },
    ]);
    expect(found.sids.map(({ sid, leftovers }) => [sid, leftovers.length])).toEqual([
      [gone.twilioTrunkSid, 1],
      ["ST_nobody", 0],
    ]);
  });
});

describe("the report", () => {
  it("counts what is open now and what the last seven days brought", async () => {
    const before = await harness.operations.report();
    const { number } = await harness.importedNumber();
    await harness.corrupt(number.id);
    await forceDeleted();
    const { counts, incidents, leftovers, since, asOf } = await harness.operations.report();
    expect(asOf.getTime() - since.getTime()).toBe(7 * 86_400_000);
    expect(counts.corrupted).toBe(before.counts.corrupted + 1);
    expect(incidents.open.count).toBe(before.incidents.open.count + 1);
    expect(incidents.opened).toBe(before.incidents.opened + 2);
    const forced = (report: typeof before) =>
      report.incidents.closed.find(({ outcome, basis }) => outcome === "force_deleted" && basis === "api")
        ?.count ?? 0;
    expect(forced({ ...before, incidents })).toBe(forced(before) + 1);
    expect(incidents.medianOpenMs).not.toBeNull();
    expect(incidents.causes[0]).toMatchObject({ cause: "platform" });
    expect([...leftovers.keys()].every((state) => state !== "gone" && state !== "kept")).toBe(true);
  });

  it("leaves out what is older", async () => {
    harness.clock.advance(8 * 86_400_000);
    const { incidents } = await harness.operations.report();
    expect(incidents).toMatchObject({ opened: 0, closed: [], medianOpenMs: null, causes: [] });
    expect(incidents.open.count).toBeGreaterThan(0);
  });
});
