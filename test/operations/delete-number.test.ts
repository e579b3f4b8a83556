import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Conflict, IllegalTransition, NotFound } from "../../src/domain/errors.ts";
import { resourceKey } from "../../src/domain/external-resource.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

const ACTOR = { kind: "api_token", name: "platform" } as const;
let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

describe("a normal delete", () => {
  it("removes everything in order at each provider, proves it gone, and removes the record", async () => {
    const { number, resources } = await harness.importedNumber();
    expect(await harness.operations.deleteNumber(number.id, ACTOR)).toEqual({ outcome: "removed" });
    expect(await harness.database.numbers.find(number.id)).toBeNull();
    expect([...harness.outside.there]).toEqual([]);
    const removals = harness.outside.calls
      .filter((call) => /^(remove|unlink)/.test(call))
      .map((call) => call.split(":")[0]);
    const at = (provider: string) => removals.filter((call) => call?.includes(` ${provider}_`));
    expect([...at("twilio"), ...at("livekit")]).toEqual([
      "remove twilio_trunk_number",
      "unlink_credential_list twilio_credential_list",
      "unlink_ip_access_control_list twilio_ip_access_control_list",
      "remove twilio_sip_trunk",
      "remove twilio_credential_list",
      "remove twilio_ip_access_control_list",
      "remove twilio_connection_policy",
      "remove livekit_dispatch_rule",
      "remove livekit_inbound_trunk",
    ]);
    const after = await harness.database.resources.of(number.id);
    expect(after.map(({ state }) => state)).toEqual(resources.map(() => "gone"));
    expect(await harness.journalOf(number.id)).toHaveLength(removals.length);
    expect((await harness.auditOf(number.id)).map(({ action }) => action)).toEqual([
      "number_imported",
      "delete_requested",
      "teardown_verified",
    ]);
  });

  it("treats what is gone already as done", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.there.clear();
    expect(await harness.operations.deleteNumber(number.id, ACTOR)).toEqual({ outcome: "removed" });
    expect(harness.outside.calls.some((call) => call.startsWith("remove"))).toBe(false);
  });

  it("corrupts the number with a cause and a result per resource when Twilio refuses, and still cleans up LiveKit", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.failing.account = "credentials";
    const outcome = await harness.operations.deleteNumber(number.id, ACTOR);
    expect(outcome).toMatchObject({
      outcome: "corrupted",
      number: { status: "corrupted", corruptionCause: "credentials" },
      incident: { ordinal: 1, phoneNumber: number.phoneNumber, closedAt: null },
    });
    const resources = await harness.database.resources.of(number.id);
    for (const resource of resources.filter(({ kind }) => kind.startsWith("twilio")))
      expect(resource).toMatchObject({ state: "unknown", cause: "credentials" });
    for (const resource of resources.filter(({ kind }) => kind.startsWith("livekit")))
      expect(resource).toMatchObject({ state: "gone", removedAt: expect.any(Date) });
    expect(harness.outside.calls.filter((call) => call === "account")).toHaveLength(1);
    expect(harness.jobs).toContainEqual({ name: "sync_alert", incidentId: expect.any(Number) });
  });

  it("takes a passing failure in its stride inside the budget", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.failNext.push({ on: "perform", cause: "rate_limited", times: 2 });
    expect(await harness.operations.deleteNumber(number.id, ACTOR)).toEqual({ outcome: "removed" });
  });

  it("corrupts when a passing failure outlasts the budget", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.failing.perform = "unavailable";
    const before = harness.clock.sleptMs();
    expect(await harness.operations.deleteNumber(number.id, ACTOR)).toMatchObject({
      outcome: "corrupted",
      number: { corruptionCause: "unavailable" },
    });
    expect(harness.clock.sleptMs() - before).toBeLessThanOrEqual(20_000);
  });

  it("says that another program removed the record meanwhile", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.onPerform = () => harness.sql(`delete from phone_numbers where id = ${number.id}`);
    const deletion = harness.operations.deleteNumber(number.id, ACTOR);
    await expect(deletion).rejects.toThrow("Another program removed this number's record while");
  });

  it("keeps what others use, and removes the record all the same", async () => {
    const { number, resources } = await harness.importedNumber();
    const list = resources.find(({ kind }) => kind === "twilio_credential_list")!;
    harness.outside.users.set(resourceKey(list), ["trunk TKother"]);
    expect(await harness.operations.deleteNumber(number.id, ACTOR)).toEqual({ outcome: "removed" });
    expect([...harness.outside.there]).toEqual([resourceKey(list)]);
    expect(
      (await harness.database.resources.of(number.id)).find(({ sid }) => sid === list.sid),
    ).toMatchObject({
      state: "kept",
      sharedWith: ["trunk TKother"],
    });
  });

  it("neither removes nor keeps what could not be scanned for other users: the number is corrupted", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.failing.scan = "permission";
    expect(await harness.operations.deleteNumber(number.id, ACTOR)).toMatchObject({
      outcome: "corrupted",
      number: { corruptionCause: "permission" },
    });
    expect(harness.outside.calls.some((call) => call.startsWith("remove twilio_credential_list"))).toBe(
      false,
    );
    expect(harness.outside.calls.some((call) => call.startsWith("remove twilio_sip_trunk"))).toBe(false);
  });

  it("keeps a trunk and everything on it that another number of Lineman records too", async () => {
    const first = await harness.importedNumber();
    const second = await harness.importedNumber({ twilioTrunkSid: first.number.twilioTrunkSid });
    await harness.operations.deleteNumber(second.number.id, ACTOR);
    expect(harness.outside.there.has(`twilio_sip_trunk:${first.number.twilioTrunkSid}`)).toBe(true);
  });

  it("leaves a trunk alone that does not carry the number, and says so", async () => {
    const { number } = await harness.importedNumber({}, { carried: false });
    const outcome = await harness.operations.deleteNumber(number.id, ACTOR);
    expect(outcome).toMatchObject({ outcome: "corrupted", number: { corruptionCause: "conflict" } });
    const trunk = (await harness.database.resources.of(number.id)).find(
      ({ kind }) => kind === "twilio_sip_trunk",
    );
    expect(trunk).toMatchObject({ state: "present", detail: expect.stringContaining("ownership unproven") });
    expect(harness.outside.there.has(`twilio_sip_trunk:${number.twilioTrunkSid}`)).toBe(true);
  });

  it("never calls what was never seen gone: the number is corrupted", async () => {
    harness.outside.there.clear();
    const { number } = await harness.importedNumber({}, { exists: false });
    const outcome = await harness.operations.deleteNumber(number.id, ACTOR);
    expect(outcome.outcome).toBe("corrupted");
    for (const resource of await harness.database.resources.of(number.id))
      expect(resource).toMatchObject({
        state: "unknown",
        detail: expect.stringContaining("never seen here"),
      });
  });

  it("removes the record of a number that owns nothing outside", async () => {
    const { number } = await harness.importedNumber(harness.bareNumber());
    expect(await harness.operations.deleteNumber(number.id, ACTOR)).toEqual({ outcome: "removed" });
    expect(harness.outside.calls).toEqual([]);
  });

  it("tears a corrupted number down again and closes its incident as removed", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.failing.account = "credentials";
    const failed = await harness.operations.deleteNumber(number.id, ACTOR);
    harness.outside.failing = {};
    expect(await harness.operations.deleteNumber(number.id, ACTOR)).toEqual({ outcome: "removed" });
    const incident = await harness.database.incidents.find(
      failed.outcome === "corrupted" ? failed.incident.id : 0,
    );
    expect(incident).toMatchObject({ outcome: "removed", closedBy: ACTOR });
  });

  it("opens no second incident when a retry fails too", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.failing.account = "credentials";
    await harness.operations.deleteNumber(number.id, ACTOR);
    const again = await harness.operations.deleteNumber(number.id, ACTOR);
    expect(again).toMatchObject({ outcome: "corrupted", incident: { ordinal: 1 } });
  });
});

describe("who may not delete, and what is refused", () => {
  it("a clean-up is not retried for a number that is active: nothing was left behind", async () => {
    const { number } = await harness.importedNumber();
    await expect(harness.operations.retryCleanUp(number.id, ACTOR)).rejects.toBeInstanceOf(IllegalTransition);
    expect((await harness.database.numbers.find(number.id))?.status).toBe("active");
  });

  it("an unknown id is not found", async () => {
    await expect(harness.operations.deleteNumber(987654, ACTOR)).rejects.toBeInstanceOf(NotFound);
  });

  it("a number that somebody else is deleting is refused with who and since when", async () => {
    const { number } = await harness.importedNumber();
    await harness.corrupt(number.id);
    await harness.operations.retryCleanUp(number.id, { kind: "slack_user", id: "U1" });
    const refusal = await harness.operations.deleteNumber(number.id, ACTOR).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Conflict);
    expect(refusal).toMatchObject({ by: { kind: "slack_user", id: "U1" }, since: expect.any(Date) });
  });

  it("two deletes at once: one does it, the other is told", async () => {
    const { number } = await harness.importedNumber();
    const results = await Promise.allSettled([
      harness.operations.deleteNumber(number.id, ACTOR),
      harness.operations.deleteNumber(number.id, ACTOR),
    ]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const loser = results.find((result) => result.status === "rejected");
    expect(loser?.reason).toBeInstanceOf(Conflict);
  });

  it("reporting a corrupted number as corrupted is refused", async () => {
    const { number } = await harness.importedNumber();
    const report = { cause: "platform", message: "gave up" };
    await harness.operations.reportCorruption(number.id, report, ACTOR);
    await expect(harness.operations.reportCorruption(number.id, report, ACTOR)).rejects.toBeInstanceOf(
      IllegalTransition,
    );
  });
});

describe("a teardown that its process did not finish", () => {
  it("is resumed by its job and ends as if nothing had happened", async () => {
    const { number } = await harness.importedNumber();
    await harness.corrupt(number.id);
    await harness.operations.retryCleanUp(number.id, ACTOR);
    const job = harness.jobs.find((candidate) => candidate.name === "tear_down_number");
    if (job?.name !== "tear_down_number") throw new Error("no job was enqueued");
    expect(await harness.operations.resumeTeardown(job.runId)).toEqual({ done: true });
    expect(await harness.database.numbers.find(number.id)).toBeNull();
    expect(await harness.operations.resumeTeardown(job.runId)).toEqual({ done: true });
  });

  it("is left to whoever holds it", async () => {
    const { number } = await harness.importedNumber();
    await harness.corrupt(number.id);
    await harness.operations.retryCleanUp(number.id, ACTOR);
    const run = await harness.database.teardowns.openOf(number.id);
    const now = harness.clock.now();
    await harness.database.teardowns.lease(run!.id, "another process", now, new Date(now.getTime() + 60_000));
    expect(await harness.operations.resumeTeardown(run!.id)).toMatchObject({ done: false });
  });

  it("ends quietly where another program has corrupted the number meanwhile", async () => {
    const { number } = await harness.importedNumber();
    await harness.corrupt(number.id);
    await harness.operations.retryCleanUp(number.id, ACTOR);
    const run = await harness.database.teardowns.openOf(number.id);
    await harness.sql(`update phone_numbers set status = 'corrupted' where id = ${number.id}`);
    expect(await harness.operations.resumeTeardown(run!.id)).toEqual({ done: true });
    expect((await harness.database.numbers.find(number.id))?.status).toBe("corrupted");
  });
});
