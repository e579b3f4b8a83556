import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApproveForceDelete } from "../../src/operations/approve-force-delete.ts";
import { createClaimIncident } from "../../src/operations/claim-incident.ts";
import { createDeclineForceDelete } from "../../src/operations/decline-force-delete.ts";
import { lapseWhatPassed } from "../../src/operations/force-delete/lapse-approval.ts";
import { createIsFirst } from "../../src/operations/is-first.ts";
import { createReleaseIncident } from "../../src/operations/release-incident.ts";
import { createSnoozeIncident } from "../../src/operations/snooze-incident.ts";
import { createTakeUpIncidents } from "../../src/operations/take-up-incidents.ts";
import { createWakeIncident } from "../../src/operations/wake-incident.ts";
import type { StoredDatabase } from "../../src/persistence/create-database.ts";
import { createActionRate, MOST_ACTIONS } from "../../src/slack/action-rate.ts";
import { recordCorrupted } from "../support/new-number.ts";
import { openReplicas, type Replicas } from "../support/replicas.ts";
import { SETTINGS } from "../support/settings.ts";

const RACERS = 12;
const HOUR_MS = 3_600_000;

let replicas: Replicas;
let offsetMs = 0;
beforeAll(async () => {
  replicas = await openReplicas();
});
afterAll(() => replicas.close());

const clock = { now: () => new Date(Date.now() + offsetMs), sleep: async () => {} };
const database = () => replicas.first.database;
const on = (replica: StoredDatabase) => ({ database: replica, clock, settings: SETTINGS });
const person = (index: number) => ({ kind: "slack_user", id: `U${index}` }) as const;
const times = <T>(results: readonly { result: T }[], result: T) =>
  results.filter((one) => one.result === result).length;

async function auditOf(incidentId: number): Promise<string[]> {
  const events = await database().readAudit(1, 10_000);
  return events.filter((event) => event.incidentId === incidentId).map(({ action }) => action);
}
async function notesOf(incidentId: number): Promise<number> {
  const { rows } = await replicas.first.pool.query(
    "select count(*)::int as notes from incident_notes where incident_id = $1",
    [incidentId],
  );
  return rows[0].notes;
}

describe("people who press at once, on two replicas", () => {
  it("have one claim between them, and one release of it", async () => {
    const { incident } = await recordCorrupted(database());
    const claims = await replicas.race(RACERS, (replica, index) =>
      createClaimIncident(on(replica))(incident.id, person(index)),
    );
    expect([times(claims, "claimed"), times(claims, "taken")]).toEqual([1, RACERS - 1]);
    const releases = await replicas.race(RACERS, (replica, index) =>
      createReleaseIncident(on(replica))(incident.id, person(index)),
    );
    expect([times(releases, "released"), times(releases, "not_claimed")]).toEqual([1, RACERS - 1]);
    expect(await auditOf(incident.id)).toEqual(["claimed", "released"]);
    expect(await notesOf(incident.id)).toBe(2);
  });

  it("snooze once where one of them presses again and again, and wake it once", async () => {
    const { incident } = await recordCorrupted(database());
    const until = new Date(clock.now().getTime() + HOUR_MS);
    const snoozes = await replicas.race(RACERS, (replica) =>
      createSnoozeIncident(on(replica))(incident.id, until, person(1)),
    );
    expect([times(snoozes, "snoozed"), times(snoozes, "already")]).toEqual([1, RACERS - 1]);
    const woken = await replicas.race(RACERS, (replica, index) =>
      createWakeIncident(on(replica))(incident.id, person(index)),
    );
    expect([times(woken, "woken"), times(woken, "not_snoozed")]).toEqual([1, RACERS - 1]);
    expect(await auditOf(incident.id)).toEqual(["snoozed", "unsnoozed"]);
  });

  it("are taken at their word once: the same request is first on one replica only", async () => {
    const key = randomUUID();
    const first = await replicas.race(RACERS, (replica) => createIsFirst(on(replica))(key));
    expect(first.filter(Boolean)).toHaveLength(1);
  });

  it("are counted together: so many things a minute, whichever replica gets them", async () => {
    const waits = await replicas.race(MOST_ACTIONS + 10, (replica) =>
      createActionRate(replica.turns).count("UFAST"),
    );
    const refused = waits.filter((wait) => wait !== null);
    expect(refused).toHaveLength(10);
    for (const wait of refused) expect(wait).toBeLessThanOrEqual(2_000);
    expect(await createActionRate(database().turns).count("USLOW")).toBeNull();
  });
});

/** A wish of U0 that waits for a second person. */
async function aWish() {
  const { number, incident } = await recordCorrupted(database());
  const id = randomUUID();
  await database().approvals.open({
    id,
    incidentId: incident.id,
    phoneNumberId: number.id,
    requestedBy: person(0),
    requestedAt: clock.now(),
    expiresAt: new Date(clock.now().getTime() + HOUR_MS / 2),
    reason: "because",
    ticks: [],
    accept: true,
    shown: { status: "corrupted", states: {} },
  });
  return { id, number, incident };
}

const neverLooks = () => Promise.reject(new Error("nobody has to look"));

describe("a wish that waits for a second person", () => {
  it("lapses once, however many replicas find that its time is over, and whoever presses then", async () => {
    const { id, incident } = await aWish();
    offsetMs += HOUR_MS;
    await replicas.race(RACERS, async (replica, index) => {
      if (index % 3 === 0) await lapseWhatPassed(replica, clock.now(), 100);
      else if (index % 3 === 1)
        await createApproveForceDelete(
          on(replica),
          neverLooks,
        )({ approvalId: id, userId: "U1", mayApprove: true });
      else await createTakeUpIncidents({ ...on(replica), ids: { uuid: randomUUID, random: Math.random } })();
    });
    expect(await database().approvals.find(id)).toMatchObject({ state: "lapsed" });
    expect((await auditOf(incident.id)).filter((action) => action === "approval_lapsed")).toHaveLength(1);
    const { rows } = await replicas.first.pool.query(
      "select count(*)::int as told from incident_notes where approval_id = $1",
      [id],
    );
    expect(rows).toEqual([{ told: 1 }]);
  });

  it("is declined once, and then is no more", async () => {
    const { id, incident } = await aWish();
    const declined = await replicas.race(RACERS, (replica, index) =>
      createDeclineForceDelete(on(replica))({ approvalId: id, userId: `U${index + 1}`, mayApprove: true }),
    );
    expect([times(declined, "declined"), times(declined, "decided")]).toEqual([1, RACERS - 1]);
    expect((await auditOf(incident.id)).filter((action) => action === "declined")).toHaveLength(1);
  });
});

describe("a snooze whose time is over", () => {
  it("ends by itself, and what is due then is due once", async () => {
    const { incident } = await recordCorrupted(database());
    await database().alerts.posted(incident.id, { channel: "C1", ts: "1700000000.000100" });
    await database().incidents.change(incident.id, { mentionedAt: clock.now() });
    await createSnoozeIncident(on(database()))(
      incident.id,
      new Date(clock.now().getTime() + HOUR_MS),
      person(1),
    );
    offsetMs += 2 * HOUR_MS;
    await replicas.race(8, (replica) =>
      createTakeUpIncidents({ ...on(replica), ids: { uuid: randomUUID, random: Math.random } })(),
    );
    expect(await database().incidents.find(incident.id)).toMatchObject({
      snoozedUntil: null,
      snoozedBy: null,
    });
    expect((await auditOf(incident.id)).filter((action) => action === "reminded")).toHaveLength(1);
  });
});
