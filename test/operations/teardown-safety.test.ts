import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProviderError } from "../../src/domain/errors.ts";
import { resourceKey } from "../../src/domain/external-resource.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

const ACTOR = { kind: "api_token", name: "platform" } as const;
let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

const stillThere = (kind: string) => [...harness.outside.there].filter((key) => key.startsWith(kind));
const removals = () => harness.outside.calls.filter((call) => call.startsWith("remove "));

describe("nothing is removed that may be somebody else's", () => {
  it("keeps the lists of a trunk that could not be looked at: others may be on it", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.blind.add(`twilio_sip_trunk:${number.twilioTrunkSid}`);
    const outcome = await harness.operations.deleteNumber(number.id, ACTOR);
    expect(outcome.outcome).toBe("corrupted");
    expect(stillThere("twilio_credential_list")).toHaveLength(1);
    expect(stillThere("twilio_ip_access_control_list")).toHaveLength(1);
  });

  it("judges each of two recorded trunks by itself: the second one is not the first one's", async () => {
    const { number } = await harness.importedNumber();
    const second = `TK${"2".repeat(32)}`;
    harness.outside.there.add(`twilio_sip_trunk:${second}`);
    harness.outside.trunkNumbers.set(second, [{ sid: `PN${"9".repeat(32)}`, phoneNumber: "+19998887777" }]);
    await harness.sql(`update phone_numbers set twilio_trunk_sid = '${second}' where id = ${number.id}`);
    const outcome = await harness.operations.deleteNumber(number.id, ACTOR);
    expect(outcome.outcome).toBe("corrupted");
    expect(harness.outside.there.has(`twilio_sip_trunk:${second}`)).toBe(true);
  });

  it("leaves the link alone while the trunk's list cannot be read and nothing proves whose trunk it is", async () => {
    const { number } = await harness.importedNumber();
    await harness.sql(
      `update external_resources set ownership = 'unknown' where phone_number_id = ${number.id}`,
    );
    harness.outside.there.delete(`twilio_trunk_number:${number.twilioPhoneNumberSid}`);
    harness.outside.failing.scan = "unavailable";
    await harness.operations.deleteNumber(number.id, ACTOR);
    expect(removals().filter((call) => call.includes("twilio_"))).toEqual([]);
  });
});

describe("the record goes only with proof of everything that it names", () => {
  it("stays when another program changed what it names while it was being deleted", async () => {
    const { number } = await harness.importedNumber();
    const other = `CL${"7".repeat(32)}`;
    harness.outside.onPerform = () =>
      harness.sql(
        `update phone_numbers set twilio_credential_list_sids = '{${other}}' where id = ${number.id}`,
      );
    const outcome = await harness.operations.deleteNumber(number.id, ACTOR);
    expect(outcome).toMatchObject({ outcome: "corrupted", number: { corruptionCause: "conflict" } });
  });

  it("says so when another program took the number out of its hands, and never that it was deleted", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.onPerform = () =>
      harness.sql(`update phone_numbers set status = 'corrupted' where id = ${number.id}`);
    await expect(harness.operations.deleteNumber(number.id, ACTOR)).rejects.toThrow(
      "Another program changed this number while it was being deleted: it is corrupted now. Look at it before another try.",
    );
    expect((await harness.auditOf(number.id)).map(({ action }) => action)).not.toContain("teardown_verified");
  });

  it("corrupts a number that was set back to active while its resources were removed", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.onPerform = () =>
      harness.sql(`update phone_numbers set status = 'active' where id = ${number.id}`);
    await expect(harness.operations.deleteNumber(number.id, ACTOR)).rejects.toThrow(/Another program/);
    expect(await harness.database.numbers.find(number.id)).toMatchObject({
      status: "corrupted",
      corruptionCause: "conflict",
    });
    expect(await harness.database.incidents.openOf(number.id)).not.toBeNull();
  });

  it("does not let two numbers that share a list each keep it for the other", async () => {
    const first = await harness.importedNumber();
    const shared = first.number.twilioCredentialListSids;
    const second = await harness.importedNumber({ twilioCredentialListSids: shared });
    const outcomes = await Promise.all([
      harness.operations.deleteNumber(first.number.id, ACTOR),
      harness.operations.deleteNumber(second.number.id, ACTOR),
    ]);
    const left = stillThere("twilio_credential_list").length;
    expect(outcomes.filter(({ outcome }) => outcome === "removed").length).toBe(left === 0 ? 2 : 1);
  });

  it("does not take an absence in another region for proof", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.there.clear();
    harness.region = "ie1";
    const outcome = await harness.operations.deleteNumber(number.id, ACTOR);
    harness.region = "us1";
    expect(outcome.outcome).toBe("corrupted");
  });
});

describe("a run has one owner", () => {
  it("a try that lost its lease writes nothing when it wakes up", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.onPerform = async () => {
      harness.clock.advance(60_000);
      const run = await harness.database.teardowns.openOf(number.id);
      const now = harness.clock.now();
      await harness.database.teardowns.lease(
        run?.id ?? "",
        "a second try",
        now,
        new Date(now.getTime() + 30_000),
      );
    };
    await expect(harness.operations.deleteNumber(number.id, ACTOR)).rejects.toThrow(/taken this delete over/);
    expect((await harness.database.numbers.find(number.id))?.status).toBe("deleting");
    // What was on its way, at each provider one thing at most; nothing after it.
    const providers = removals().map((call) => call.replace(/^remove (\w+?)_.*$/, "$1"));
    expect(providers).not.toEqual([]);
    expect(providers).toEqual([...new Set(providers)]);
  });

  it("ends as corrupted and alerted when Lineman itself fails in the middle", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.onPerform = () => {
      throw new TypeError("a bug");
    };
    await expect(harness.operations.deleteNumber(number.id, ACTOR)).rejects.toThrow("a bug");
    expect(await harness.database.numbers.find(number.id)).toMatchObject({
      status: "corrupted",
      corruptionCause: "unexpected",
    });
    expect(harness.jobs).toContainEqual({ name: "sync_alert", incidentId: expect.any(Number) });
  });

  it("an abandoned run is taken up again by the sweep, and a forgotten deleting is corrupted", async () => {
    const abandoned = (await harness.importedNumber()).number;
    await harness.corrupt(abandoned.id);
    await harness.operations.retryCleanUp(abandoned.id, ACTOR);
    const forgotten = (await harness.importedNumber()).number;
    await harness.sql(`update phone_numbers set status = 'deleting' where id = ${forgotten.id}`);
    harness.jobs.length = 0;
    harness.clock.advance(120_000);
    await harness.operations.takeUpIncidents();
    expect(harness.jobs).toContainEqual({
      name: "tear_down_number",
      runId: expect.any(String),
      startAfterMs: 0,
    });
    expect((await harness.database.numbers.find(forgotten.id))?.status).toBe("corrupted");
  });

  it("stops beginning new steps when its time is used up", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.onPerform = async () => harness.clock.advance(9_000);
    await harness.operations.deleteNumber(number.id, ACTOR);
    expect(removals().length).toBeLessThan(6);
  });
});

describe("facts and their age", () => {
  it("an older, slower look does not overwrite a newer one", async () => {
    const { number, resources } = await harness.importedNumber();
    const list = resources.find(({ kind }) => kind === "twilio_credential_list");
    if (!list) throw new Error("no list");
    const at = (ms: number) => new Date(harness.clock.now().getTime() + ms);
    await harness.database.resources.save(number.id, [{ ...list, state: "present", checkedAt: at(2_000) }]);
    await harness.database.resources.save(number.id, [{ ...list, state: "gone", checkedAt: at(1_000) }]);
    const stored = await harness.database.resources.of(number.id);
    expect(stored.find(({ sid }) => sid === list.sid)?.state).toBe("present");
  });

  it("a force delete is refused when another look recorded something else between its look and its deed", async () => {
    const { number } = await harness.importedNumber();
    harness.outside.failing.account = "credentials";
    await harness.operations.deleteNumber(number.id, ACTOR);
    harness.outside.failing = {};
    harness.outside.there.clear();
    const { modalId } = await harness.operations.openForceDelete(number.id, "U1");
    await harness.operations.checkForceDelete(modalId);
    harness.afterNextVerification = async () => {
      harness.outside.there.add(`twilio_sip_trunk:${number.twilioTrunkSid}`);
      await harness.operations.verifyNumber(number.id);
    };
    const form = { digits: number.phoneNumber.slice(-4), ticks: [], reason: "", acceptLeftovers: false };
    const result = await harness.operations.submitForceDelete({ modalId, userId: "U1", mayAct: true, form });
    expect(result).toMatchObject({ result: "refused", decision: { why: "facts_changed" } });
    expect(await harness.database.numbers.find(number.id)).not.toBeNull();
  });

  it("nobody can vouch for what the last look saw there", async () => {
    const { number, resources } = await harness.importedNumber();
    harness.outside.failing.account = "credentials";
    await harness.operations.deleteNumber(number.id, ACTOR);
    harness.outside.failing = { scan: "timeout" };
    const { modalId } = await harness.operations.openForceDelete(number.id, "U1");
    const sheet = await harness.operations.checkForceDelete(modalId);
    expect(sheet.decision).toMatchObject({ why: "still_present" });
    const form = {
      digits: number.phoneNumber.slice(-4),
      ticks: resources.map(resourceKey),
      reason: "I am sure",
      acceptLeftovers: false,
    };
    const result = await harness.operations.submitForceDelete({ modalId, userId: "U1", mayAct: true, form });
    expect(result).toMatchObject({ result: "refused", decision: { why: "still_present" } });
  });

  it("the API's force delete does not register an old proof as one", async () => {
    const { number } = await harness.importedNumber();
    await harness.operations.reportCorruption(number.id, { cause: "platform", message: "" }, ACTOR);
    harness.outside.there.clear();
    await harness.operations.verifyNumber(number.id);
    harness.clock.advance(6 * 60_000);
    await harness.operations.forceDeleteByApi(number.id, "platform");
    const states = (await harness.database.leftovers.of(number.id)).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["unknown"]));
  });

  it("an incident is not closed as resolved when the number was corrupted again meanwhile", async () => {
    const { number } = await harness.importedNumber();
    await harness.operations.reportCorruption(number.id, { cause: "platform", message: "" }, ACTOR);
    await harness.sql(`alter table incidents disable trigger incidents_are_kept;
      delete from incidents where phone_number_id = ${number.id};
      alter table incidents enable trigger incidents_are_kept`);
    await harness.operations.takeUpIncidents();
    expect(await harness.database.incidents.openOf(number.id)).not.toBeNull();
  });
});

it("a provider that asks to come back at once is still given a breath", async () => {
  const { number } = await harness.importedNumber();
  let tries = 0;
  harness.outside.onPerform = () => {
    tries += 1;
    throw new ProviderError({
      provider: "twilio",
      kind: "rate_limited",
      message: "slow down",
      retryAfterMs: 0,
    });
  };
  await harness.operations.deleteNumber(number.id, ACTOR);
  expect(tries).toBeLessThan(60);
});
