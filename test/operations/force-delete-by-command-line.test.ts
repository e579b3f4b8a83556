import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { IllegalTransition, NotFound } from "../../src/domain/errors.ts";
import { isSettled, resourceKey } from "../../src/domain/external-resource.ts";
import { createCheckCommandLineForceDelete } from "../../src/operations/check-command-line-force-delete.ts";
import type { CommandLineForm, CommandLineSheet } from "../../src/operations/command-verbs.ts";
import type { Settings } from "../../src/operations/deps.ts";
import { createForceDeleteByCommandLine } from "../../src/operations/force-delete-by-command-line.ts";
import { createShowNumberOrItsEnd } from "../../src/operations/show-number-or-its-end.ts";
import type { VerifyNumber } from "../../src/operations/verify-number.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";
import { SETTINGS } from "../support/settings.ts";

const OS_USER = "on-call-shell";

let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

function verbs(settings: Partial<Settings> = {}) {
  const { database, clock, operations } = harness;
  const deps = { database, clock, settings: { ...SETTINGS, ...settings } };
  // As both get it where they are put together (create-command-verbs.ts).
  const verifyNumber = operations.verifyNumber as VerifyNumber;
  const look = createCheckCommandLineForceDelete(deps, verifyNumber);
  return {
    look,
    async check(request: Parameters<typeof look>[0]): Promise<CommandLineSheet> {
      const sheet = await look(request);
      if ("result" in sheet) throw new Error("it is force-deleted already");
      return sheet;
    },
    forceDelete: createForceDeleteByCommandLine(deps, verifyNumber),
  };
}

async function corruptedNumber() {
  const { number } = await harness.importedNumber();
  await harness.corrupt(number.id);
  return number;
}

const formFor = (sheet: CommandLineSheet, changes: Partial<CommandLineForm> = {}): CommandLineForm => ({
  digits: sheet.number.phoneNumber.slice(-4),
  ticks: sheet.resources.filter((resource) => !isSettled(resource)).map(resourceKey),
  reason: "removed by hand",
  ...changes,
});

const exists = async (id: number) => (await harness.database.numbers.find(id)) !== null;
const deeds = async (id: number) =>
  (await harness.auditOf(id)).filter(({ action }) => action === "force_delete_confirmed");

describe("a force delete on the command line", () => {
  it("removes what is proven gone, audits the system user and tells the thread", async () => {
    const { id } = await corruptedNumber();
    harness.outside.there.clear();
    const { check, forceDelete } = verbs();
    const sheet = await check({ id, osUser: OS_USER });
    expect(sheet).toMatchObject({ basis: "proven", needsApproval: false, isWaiting: false });
    harness.jobs.length = 0;
    const form = formFor(sheet, { reason: "" });
    const result = await forceDelete({ id, osUser: OS_USER, shown: sheet.shown, form });
    expect(result).toMatchObject({ result: "done", basis: "proven", leftBehind: [] });
    expect(await exists(id)).toBe(false);
    expect(await deeds(id)).toMatchObject([{ actor: { kind: "os_user", name: OS_USER } }]);
    const incident = (await harness.database.incidents.latestOf(id))!;
    expect(harness.jobs).toContainEqual({ name: "sync_alert", incidentId: incident.id });
    await harness.operations.syncAlert(incident.id);
    const said = [...harness.alerts.messages.values()].map((message) => JSON.stringify(message)).join();
    expect(said).toContain(OS_USER);
  });

  it("refuses what is still there, whatever is ticked", async () => {
    const { id } = await corruptedNumber();
    const { check, forceDelete } = verbs();
    const sheet = await check({ id, osUser: OS_USER });
    expect(sheet.basis).toBe("accepted");
    const result = await forceDelete({ id, osUser: OS_USER, shown: sheet.shown, form: formFor(sheet) });
    expect(result).toMatchObject({ result: "refused", decision: { why: "still_present" } });
    expect(await exists(id)).toBe(true);
  });

  it.each([
    ["a tick", { ticks: [] }, "ticks"],
    ["a reason", { reason: " " }, "reason"],
    ["the digits", { digits: "0000x" }, "digits"],
  ] as const)("refuses what nobody can tell without %s", async (_, changes, fault) => {
    const { id } = await corruptedNumber();
    harness.outside.failing.account = "credentials";
    harness.outside.there.clear();
    const { check, forceDelete } = verbs();
    const sheet = await check({ id, osUser: OS_USER });
    const form = formFor(sheet, { ...changes, ticks: "ticks" in changes ? [] : formFor(sheet).ticks });
    const result = await forceDelete({ id, osUser: OS_USER, shown: sheet.shown, form });
    expect(result).toMatchObject({ decision: { why: "form", faults: { [fault]: expect.anything() } } });
    expect(await exists(id)).toBe(true);
    const right = await forceDelete({ id, osUser: OS_USER, shown: sheet.shown, form: formFor(sheet) });
    expect(right).toMatchObject({ result: "done", basis: "attested" });
  });

  it("refuses what nobody can tell where a second person is required", async () => {
    const { id } = await corruptedNumber();
    harness.outside.failing.account = "credentials";
    harness.outside.there.clear();
    const { check, forceDelete } = verbs({ secondApprover: "required" });
    const sheet = await check({ id, osUser: OS_USER });
    expect(sheet.needsApproval).toBe(true);
    const result = await forceDelete({ id, osUser: OS_USER, shown: sheet.shown, form: formFor(sheet) });
    expect(result).toMatchObject({ result: "refused", decision: { decision: "needs_approval" } });
    expect(await exists(id)).toBe(true);
    expect(
      await harness.database.approvals.pendingOf((await harness.database.incidents.openOf(id))!.id),
    ).toBe(null);
  });

  it("refuses what has moved since it was shown", async () => {
    const { id } = await corruptedNumber();
    harness.outside.failing.account = "credentials";
    const { check, forceDelete } = verbs();
    const sheet = await check({ id, osUser: OS_USER });
    harness.outside.failing = {};
    const result = await forceDelete({ id, osUser: OS_USER, shown: sheet.shown, form: formFor(sheet) });
    expect(result).toMatchObject({ result: "refused", decision: { why: "facts_changed" } });
    expect(await exists(id)).toBe(true);
  });

  it("refuses a number that is not corrupted, before and after it was shown, and one that is not there", async () => {
    const { number: active } = await harness.importedNumber();
    const { check, forceDelete } = verbs();
    await expect(check({ id: active.id, osUser: OS_USER })).rejects.toBeInstanceOf(IllegalTransition);
    await expect(check({ id: 2_000_000_000, osUser: OS_USER })).rejects.toBeInstanceOf(NotFound);
    const { id } = await corruptedNumber();
    harness.outside.there.clear();
    const sheet = await check({ id, osUser: OS_USER });
    await harness.sql(`update phone_numbers set status = 'active' where id = ${id}`);
    const result = await forceDelete({ id, osUser: OS_USER, shown: sheet.shown, form: formFor(sheet) });
    expect(result).toMatchObject({ decision: { why: "not_corrupted", status: "active" } });
  });

  it("happens once, with five shells and a person in Slack at once; the others are told who", async () => {
    const { id, phoneNumber } = await corruptedNumber();
    harness.outside.there.clear();
    const { check, forceDelete } = verbs();
    const sheet = await check({ id, osUser: OS_USER });
    const { modalId } = await harness.operations.openForceDelete(id, "U1");
    await harness.operations.checkForceDelete(modalId);
    const slackForm = { digits: phoneNumber.slice(-4), ticks: [], reason: "", acceptLeftovers: false };
    const request = { id, osUser: OS_USER, shown: sheet.shown, form: formFor(sheet) };
    const results = await Promise.all([
      ...Array.from({ length: 5 }, () => forceDelete(request)),
      harness.operations.submitForceDelete({ modalId, userId: "U1", mayAct: true, form: slackForm }),
    ]);
    expect(results.filter(({ result }) => result === "done")).toHaveLength(1);
    expect(results.filter(({ result }) => result === "already_done")).toHaveLength(5);
    expect(await deeds(id)).toHaveLength(1);
  });

  it("is told to whoever comes after it, and to whoever it overtakes while they look", async () => {
    const { id } = await corruptedNumber();
    harness.outside.there.clear();
    const { check, look, forceDelete } = verbs();
    const sheet = await check({ id, osUser: OS_USER });
    // Its look at the providers ends after the deed.
    const overtaken = createCheckCommandLineForceDelete(
      { ...harness, settings: SETTINGS },
      async (...asked) => {
        await forceDelete({ id, osUser: "faster", shown: sheet.shown, form: formFor(sheet) });
        return (harness.operations.verifyNumber as VerifyNumber)(...asked);
      },
    );
    const told = {
      result: "already_done",
      incident: { outcome: "force_deleted", closedBy: { kind: "os_user", name: "faster" } },
    };
    expect(await overtaken({ id, osUser: OS_USER })).toMatchObject(told);
    expect(await look({ id, osUser: OS_USER })).toMatchObject(told);
    const show = createShowNumberOrItsEnd(harness, harness.operations.showNumber);
    await expect(show({ id })).rejects.toThrow(
      new RegExp(
        `^There is no phone number with id ${id} any more: system user faster force-deleted it at .* \\(case LM-${id}-1\\)\\.$`,
      ),
    );
    await expect(show({ id: 2_000_000_000 })).rejects.toThrow("There is no phone number with id 2000000000.");
    await expect(show({ phoneNumber: "+19990000000" })).rejects.toBeInstanceOf(NotFound);
    expect(await deeds(id)).toHaveLength(1);
  });
});
