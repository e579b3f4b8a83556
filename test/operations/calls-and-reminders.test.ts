import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { IncidentChanges } from "../../src/domain/incident.ts";
import { AlertDelayed } from "../../src/operations/ports/alerts.ts";
import type { Note } from "../../src/operations/ports/incident-store.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

const ACTOR = { kind: "api_token", name: "platform" } as const;
const PERSON = { kind: "slack_user", id: "U1" } as const;
const MINUTE_MS = 60_000;
let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

/** A delete that has just failed: for a passing cause, then an automatic try comes first, or for a lasting one. */
async function failedDelete(cause: "unavailable" | "credentials") {
  const { number } = await harness.importedNumber();
  harness.outside.failing = { sight: cause };
  const outcome = await harness.operations.deleteNumber(number.id, ACTOR);
  if (outcome.outcome !== "corrupted") throw new Error("it was removed");
  return { numberId: number.id, incidentId: outcome.incident.id };
}

/** The sweep, the teardowns that it started, and the alert after it. */
async function sweepAfter(
  minutes: number,
  incidentId: number,
  operations = harness.operations,
): Promise<void> {
  harness.clock.advance(minutes * MINUTE_MS);
  await operations.takeUpIncidents();
  for (const job of harness.jobs.splice(0))
    if (job.name === "tear_down_number") await operations.resumeTeardown(job.runId);
  await operations.syncAlert(incidentId);
}

const change = (id: number, changes: IncidentChanges) => harness.database.incidents.change(id, changes);
const incident = (id: number) => harness.database.incidents.find(id);

function alertOf(incidentId: number) {
  const found = [...harness.alerts.messages.values()].filter(({ facts }) => facts.incident.id === incidentId);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} messages`);
  return found[0];
}
/** How often those on call were called: by the first post, and by which replies. */
function calls(incidentId: number): { post: boolean; thread: Note[] } {
  const { posted, replies } = alertOf(incidentId);
  return { post: posted.mentions, thread: replies.filter(({ mention }) => mention === "on_call") };
}

describe("the call to those on call", () => {
  it("goes out with the first post where nothing heals by itself", async () => {
    const { incidentId } = await failedDelete("credentials");
    await harness.operations.syncAlert(incidentId);
    expect(calls(incidentId)).toEqual({ post: true, thread: [] });
    expect(await incident(incidentId)).toMatchObject({ mentionedAt: expect.any(Date) });
    await sweepAfter(10, incidentId);
    expect(calls(incidentId).thread).toEqual([]);
  });

  it("is made to nobody where the first automatic try settles it", async () => {
    const { incidentId } = await failedDelete("unavailable");
    await harness.operations.syncAlert(incidentId);
    harness.outside.failing = {};
    await sweepAfter(0.5, incidentId);
    await sweepAfter(1, incidentId);
    await sweepAfter(60, incidentId);
    expect(alertOf(incidentId).facts.incident).toMatchObject({ outcome: "removed", mentionedAt: null });
    expect(calls(incidentId)).toEqual({ post: false, thread: [] });
  });

  it("goes into the thread and the channel, once, when that try has failed as well", async () => {
    const { incidentId } = await failedDelete("unavailable");
    await harness.operations.syncAlert(incidentId);
    await sweepAfter(2, incidentId);
    const [call] = calls(incidentId).thread;
    expect(call).toMatchObject({ broadcast: true });
    expect(call?.text).toMatch(
      /^The automatic try failed as well \(.+\)\. Next automatic try in about \d minutes\.$/,
    );
    await sweepAfter(6, incidentId);
    expect(calls(incidentId)).toMatchObject({ post: false, thread: [{}] });
  });

  it("goes into the thread when another delete in between failed for a lasting cause", async () => {
    const { numberId, incidentId } = await failedDelete("unavailable");
    await harness.operations.syncAlert(incidentId);
    harness.outside.failing = { sight: "credentials" };
    await harness.operations.deleteNumber(numberId, ACTOR);
    await harness.operations.syncAlert(incidentId);
    expect(calls(incidentId).thread).toMatchObject([
      { broadcast: true, text: expect.stringContaining("a person must step in") },
    ]);
  });

  it("is made by the sweep where a try ended without anybody's word", async () => {
    const { numberId, incidentId } = await failedDelete("unavailable");
    await harness.operations.syncAlert(incidentId);
    await harness.operations.retryCleanUp(numberId, PERSON);
    await sweepAfter(0, incidentId);
    const run = await harness.database.teardowns.openOf(numberId);
    expect(run).toBeNull();
    await change(incidentId, { nextRetryAt: null });
    await sweepAfter(0, incidentId);
    await sweepAfter(1, incidentId);
    expect(calls(incidentId).thread).toMatchObject([{ broadcast: true }]);
  });

  it("is not made while somebody has claimed it: the result of the try is known there", async () => {
    const { incidentId } = await failedDelete("unavailable");
    await harness.operations.syncAlert(incidentId);
    harness.clock.advance(2 * MINUTE_MS);
    await harness.operations.takeUpIncidents();
    await change(incidentId, { claimedBy: PERSON, claimedAt: harness.clock.now() });
    await sweepAfter(0, incidentId);
    expect(calls(incidentId).thread).toEqual([]);
    await change(incidentId, { claimedBy: null, claimedAt: null });
    await sweepAfter(0, incidentId);
    expect(calls(incidentId).thread).toHaveLength(1);
  });

  it("is made once where the answer to the post was lost", async () => {
    const { incidentId } = await failedDelete("credentials");
    harness.alerts.failPost = { error: new AlertDelayed("no answer", 1_000), applied: true };
    await harness.operations.syncAlert(incidentId);
    await sweepAfter(1, incidentId);
    await sweepAfter(1, incidentId);
    expect(calls(incidentId)).toEqual({ post: true, thread: [] });
  });

  it("is made by the thread where the post whose answer was lost called nobody", async () => {
    const { incidentId } = await failedDelete("unavailable");
    harness.alerts.failPost = { error: new AlertDelayed("no answer", 1_000), applied: true };
    await harness.operations.syncAlert(incidentId);
    // The try fails while nobody knows whether the alert stands.
    await harness.operations.takeUpIncidents();
    await sweepAfter(2, incidentId);
    await sweepAfter(0, incidentId);
    await sweepAfter(1, incidentId);
    expect(calls(incidentId)).toMatchObject({ post: false, thread: [{}] });
  });

  it("is made by the post that arrives where an earlier one did not", async () => {
    const { incidentId } = await failedDelete("credentials");
    harness.alerts.failPost = { error: new AlertDelayed("not now", 1_000), applied: false };
    await harness.operations.syncAlert(incidentId);
    await harness.operations.syncAlert(incidentId);
    await sweepAfter(1, incidentId);
    expect(calls(incidentId)).toEqual({ post: true, thread: [] });
  });

  it("is not made again by the post that replaces a deleted alert", async () => {
    const { incidentId } = await failedDelete("credentials");
    await harness.operations.syncAlert(incidentId);
    harness.alerts.messages.clear();
    await harness.database.incidents.touch(incidentId);
    await harness.operations.syncAlert(incidentId);
    expect(calls(incidentId)).toEqual({ post: false, thread: [] });
  });

  it("goes out with a post that was held up until the first try had failed", async () => {
    const { incidentId } = await failedDelete("unavailable");
    await sweepAfter(2, incidentId);
    expect(calls(incidentId)).toEqual({ post: true, thread: [] });
  });
});

describe("reminders", () => {
  async function posted(): Promise<number> {
    const { incidentId } = await failedDelete("credentials");
    await harness.operations.syncAlert(incidentId);
    return incidentId;
  }
  const claim = (id: number) => change(id, { claimedBy: PERSON, claimedAt: harness.clock.now() });
  const mentions = (id: number) => alertOf(id).replies.map(({ mention }) => mention);

  it("call those on call once in the thread when nobody has claimed it for 15 minutes", async () => {
    const id = await posted();
    await sweepAfter(14, id);
    expect(mentions(id)).toEqual([]);
    await sweepAfter(1.1, id);
    await sweepAfter(60, id);
    expect(alertOf(id).replies).toMatchObject([
      { mention: "on_call", broadcast: false, text: expect.stringContaining("for 15 minutes") },
    ]);
  });

  it("remind whoever has claimed it and done nothing for 4 hours, once for each silence", async () => {
    const id = await posted();
    await claim(id);
    await sweepAfter(239, id);
    expect(mentions(id)).toEqual([]);
    await sweepAfter(2, id);
    await sweepAfter(600, id);
    expect(mentions(id)).toEqual(["claimer"]);
    await change(id, { lastActedAt: harness.clock.now() });
    await sweepAfter(241, id);
    expect(mentions(id)).toEqual(["claimer", "claimer"]);
  });

  it("are silent while it is snoozed; what fell into the snooze comes after it", async () => {
    const id = await posted();
    await change(id, { snoozedUntil: new Date(harness.clock.now().getTime() + 120 * MINUTE_MS) });
    await sweepAfter(119, id);
    expect(mentions(id)).toEqual([]);
    await sweepAfter(2, id);
    expect(mentions(id)).toEqual(["on_call"]);
  });

  it("are off where the installation says 0", async () => {
    const id = await posted();
    const quiet = harness.withSettings({ remindUnclaimedMs: 0, remindClaimedMs: 0 });
    await sweepAfter(60, id, quiet);
    await claim(id);
    await sweepAfter(1_000, id, quiet);
    expect(mentions(id)).toEqual([]);
  });

  it("are not sent when it is over", async () => {
    const id = await posted();
    const over = {
      outcome: "force_deleted",
      by: PERSON,
      reason: null,
      basis: "proven",
      approvedBy: null,
    } as const;
    await harness.database.incidents.close(id, { at: harness.clock.now(), ...over });
    await sweepAfter(1_000, id);
    expect(mentions(id)).toEqual([]);
  });
});
