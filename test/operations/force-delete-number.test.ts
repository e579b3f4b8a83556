import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConfirmationRequired, Conflict, IllegalTransition, NotFound } from "../../src/domain/errors.ts";
import { resourceKey } from "../../src/domain/external-resource.ts";
import type { ForceDeleteForm } from "../../src/domain/force-delete-gate.ts";
import { createForceDeleteByApi } from "../../src/operations/force-delete-by-api.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";
import { SETTINGS } from "../support/settings.ts";

let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

async function corruptedNumber() {
  const { number } = await harness.importedNumber();
  harness.outside.failing.account = "credentials";
  await harness.operations.deleteNumber(number.id, { kind: "api_token", name: "platform" });
  harness.outside.failing = {};
  return number;
}

async function openedModal(numberId: number, userId = "U1") {
  const { modalId } = await harness.operations.openForceDelete(numberId, userId);
  return harness.operations.checkForceDelete(modalId);
}

const formFor = (phoneNumber: string, changes: Partial<ForceDeleteForm> = {}): ForceDeleteForm => ({
  digits: phoneNumber.slice(-4),
  ticks: [],
  reason: "",
  acceptLeftovers: false,
  ...changes,
});
const submit = (modalId: string, form: ForceDeleteForm, changes = {}) =>
  harness.operations.submitForceDelete({ modalId, userId: "U1", mayAct: true, form, ...changes });

describe("a force delete through the modal", () => {
  it("is refused while something is still there, and done once it is proven gone", async () => {
    const number = await corruptedNumber();
    const sheet = await openedModal(number.id);
    expect(sheet.decision).toMatchObject({ why: "still_present" });
    expect(await submit(sheet.modalId, formFor(number.phoneNumber))).toMatchObject({
      result: "refused",
      decision: { why: "still_present" },
    });

    harness.outside.there.clear();
    const redrawn = await harness.operations.checkForceDelete(sheet.modalId);
    expect(redrawn.resources.every(({ state }) => state === "gone")).toBe(true);
    const done = await submit(sheet.modalId, formFor(number.phoneNumber, { reason: "OPS-812" }));
    expect(done).toMatchObject({ result: "done", basis: "proven", leftBehind: [] });
    expect(await harness.database.numbers.find(number.id)).toBeNull();
    const incident = await harness.database.incidents.latestOf(number.id);
    expect(incident).toMatchObject({
      outcome: "force_deleted",
      closedBy: { kind: "slack_user", id: "U1" },
      closedReason: "OPS-812",
      closedBasis: "proven",
    });
    const leftovers = await harness.database.leftovers.of(number.id);
    expect(leftovers.map(({ sid }) => sid).sort()).toEqual(sheet.resources.map(({ sid }) => sid).sort());
    const event = (await harness.auditOf(number.id)).at(-1);
    expect(event).toMatchObject({
      action: "force_delete_confirmed",
      data: { basis: "proven", reason: "OPS-812" },
    });
  });

  it("is refused with the difference when the facts moved under the open modal", async () => {
    const number = await corruptedNumber();
    harness.outside.there.clear();
    const sheet = await openedModal(number.id);
    const back = sheet.resources.find(({ kind }) => kind === "twilio_sip_trunk")!;
    harness.outside.there.add(resourceKey(back));
    expect(await submit(sheet.modalId, formFor(number.phoneNumber))).toMatchObject({
      result: "refused",
      decision: {
        why: "facts_changed",
        differences: [{ key: resourceKey(back), was: "gone", is: "present" }],
      },
    });
    expect(await harness.database.numbers.find(number.id)).not.toBeNull();
  });

  it("takes people's word for what nobody can tell, with ticks and a reason, and records it as attested", async () => {
    const number = await corruptedNumber();
    harness.outside.failing.account = "credentials";
    const sheet = await openedModal(number.id);
    const unknown = sheet.resources.filter(({ state }) => state === "unknown").map(resourceKey);
    const bare = formFor(number.phoneNumber);
    expect(await harness.operations.checkForceDeleteForm(sheet.modalId, bare)).toMatchObject({
      ticks: expect.any(String),
      reason: expect.any(String),
    });
    const full = formFor(number.phoneNumber, { ticks: unknown, reason: "removed by hand" });
    expect(await harness.operations.checkForceDeleteForm(sheet.modalId, full)).toEqual({});
    expect(await submit(sheet.modalId, full)).toMatchObject({ result: "done", basis: "attested" });
    expect(
      (await harness.database.leftovers.of(number.id)).filter(({ state }) => state === "unknown"),
    ).toHaveLength(unknown.length);
  });

  it("is refused for somebody who is not on call, and for somebody else's window", async () => {
    const number = await corruptedNumber();
    harness.outside.there.clear();
    const { modalId } = await openedModal(number.id);
    for (const changes of [{ mayAct: false }, { userId: "U2" }])
      expect(await submit(modalId, formFor(number.phoneNumber), changes)).toMatchObject({
        decision: { why: "not_permitted" },
      });
    expect(await harness.database.numbers.find(number.id)).not.toBeNull();
  });

  it("is refused for a number that is not corrupted", async () => {
    const { number } = await harness.importedNumber();
    await expect(harness.operations.openForceDelete(number.id, "U1")).rejects.toBeInstanceOf(
      IllegalTransition,
    );
    await expect(harness.operations.openForceDelete(987654, "U1")).rejects.toBeInstanceOf(NotFound);
  });

  it("twenty identical submits at once: exactly one force delete, and everybody sees the same outcome", async () => {
    const number = await corruptedNumber();
    harness.outside.there.clear();
    const { modalId } = await openedModal(number.id);
    const results = await Promise.all(
      Array.from({ length: 20 }, () => submit(modalId, formFor(number.phoneNumber))),
    );
    expect(results.filter(({ result }) => result === "done")).toHaveLength(1);
    expect(results.filter(({ result }) => result === "already_done")).toHaveLength(19);
    const deeds = (await harness.auditOf(number.id)).filter(
      ({ action }) => action === "force_delete_confirmed",
    );
    expect(deeds).toHaveLength(1);
  });

  it("two people at once: one does it, the other is told who", async () => {
    const number = await corruptedNumber();
    harness.outside.there.clear();
    const mine = await openedModal(number.id, "U1");
    const theirs = await openedModal(number.id, "U2");
    const results = await Promise.all([
      submit(mine.modalId, formFor(number.phoneNumber)),
      submit(theirs.modalId, formFor(number.phoneNumber), { userId: "U2" }),
    ]);
    const winner = results.find(({ result }) => result === "done");
    const loser = results.find(({ result }) => result === "already_done");
    expect(winner && loser && "incident" in loser && "incident" in winner).toBeTruthy();
    if (winner?.result === "done" && loser?.result === "already_done")
      expect(loser.incident.closedBy).toEqual(winner.incident.closedBy);
  });

  it("is refused when the row was changed between the check and the deed", async () => {
    const number = await corruptedNumber();
    harness.outside.there.clear();
    const { modalId } = await openedModal(number.id);
    harness.afterNextVerification = () =>
      harness.sql(`update phone_numbers set status = 'active' where id = ${number.id}`);
    expect(await submit(modalId, formFor(number.phoneNumber))).toMatchObject({
      result: "refused",
      decision: { why: "not_corrupted", status: "active" },
    });
  });
});

describe("a force delete through the API", () => {
  it("acts at once, and registers what was not proven gone", async () => {
    const number = await corruptedNumber();
    await harness.operations.forceDeleteByApi(number.id, "platform");
    expect(await harness.database.numbers.find(number.id)).toBeNull();
    expect(await harness.database.incidents.latestOf(number.id)).toMatchObject({
      closedBy: { kind: "api_token", name: "platform" },
      closedBasis: "api",
    });
    const states = (await harness.database.leftovers.of(number.id)).map(({ kind, state }) => [
      kind.split("_")[0],
      state,
    ]);
    expect(states).toContainEqual(["twilio", "unknown"]);
    expect(states).toContainEqual(["livekit", "gone"]);
  });

  it("twenty at once: one acts, the others find nothing", async () => {
    const number = await corruptedNumber();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => harness.operations.forceDeleteByApi(number.id, "platform")),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("is refused for a number that is not corrupted", async () => {
    const { number } = await harness.importedNumber();
    await expect(harness.operations.forceDeleteByApi(number.id, "platform")).rejects.toBeInstanceOf(
      IllegalTransition,
    );
  });

  it("is to be tried again where another program changes the number at that moment, which stays corrupted", async () => {
    const number = await corruptedNumber();
    const { database, clock } = harness;
    const changedFirst: typeof database = {
      ...database,
      transaction: async (work) => {
        await database.numbers.compareAndSet(
          number.id,
          { statuses: ["corrupted"] },
          { status: "corrupted", corruptionMessage: "a word more" },
        );
        return database.transaction(work);
      },
    };
    const deps = { database: changedFirst, clock, settings: SETTINGS };
    const refused = createForceDeleteByApi(deps)(number.id, "platform");
    await expect(refused).rejects.toThrow("Phone number was changed at the same moment: try again");
    await expect(refused).rejects.toBeInstanceOf(Conflict);
    expect(await database.numbers.find(number.id)).toMatchObject({ status: "corrupted" });
  });

  it.each(["confirmed", "off"] as const)(
    "is refused where API_FORCE_DELETE is %s",
    async (apiForceDelete) => {
      const number = await corruptedNumber();
      const { forceDeleteByApi } = harness.withSettings({ apiForceDelete });
      await expect(forceDeleteByApi(number.id, "platform")).rejects.toBeInstanceOf(ConfirmationRequired);
      expect(await harness.database.numbers.find(number.id)).not.toBeNull();
    },
  );
});
