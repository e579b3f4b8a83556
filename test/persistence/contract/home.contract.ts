import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Actor } from "../../../src/domain/actor.ts";
import { FIRST_CHOICE, INCIDENT_FILTERS } from "../../../src/domain/home-choice.ts";
import { compareUrgency, isAgeing, type Urgent, urgencyOf } from "../../../src/domain/urgency.ts";
import type { Database } from "../../../src/operations/ports/store.ts";
import { secondsBefore } from "../../support/factories.ts";
import { recordCorrupted } from "../../support/new-number.ts";

const ALL = { offset: 0, limit: 100_000 };
const person = (id: string): Actor => ({ kind: "slack_user", id });
const aUser = () => `U${randomUUID().replaceAll("-", "").toUpperCase()}`;

/** What any Overview and any HomeViews must do. */
export function homeContract(store: () => Database): void {
  const overview = () => store().overview;
  const views = () => store().homeViews;

  /** A wish that waits for a second person. */
  const wish = (incidentId: number, phoneNumberId: number, by: Actor, expiresAt: Date) =>
    store().approvals.open({
      id: randomUUID(),
      incidentId,
      phoneNumberId,
      requestedBy: by,
      requestedAt: expiresAt,
      expiresAt,
      reason: "",
      ticks: [],
      accept: false,
      shown: { status: "corrupted", states: {} },
    });

  describe("what is open", () => {
    it("is in the order, and in the sections, that the domain says; and so it is counted", async () => {
      const me = aUser();
      const others = [person(aUser()), { kind: "os_user", name: me } as const];
      const anybody = fc.constantFrom<Actor | null>(null, person(me), ...others);
      const cases = fc.record({
        claimedBy: anybody,
        asked: anybody,
        // An incident opens now: times lie around that.
        snoozed: fc.constantFrom(null, -60, 60, 3600, 18_000),
        lapses: fc.integer({ min: 60, max: 1800 }),
      });
      const expected: Urgent[] = [];
      for (const { claimedBy, asked, snoozed, lapses } of fc.sample(cases, 40)) {
        const { number, incident } = await recordCorrupted(store());
        const from = incident.openedAt;
        const snoozedUntil = snoozed === null ? null : secondsBefore(-snoozed, from);
        await store().incidents.change(incident.id, { claimedBy, snoozedUntil });
        const expiresAt = secondsBefore(-lapses, from);
        if (asked !== null) await wish(incident.id, number.id, asked, expiresAt);
        const { id, openedAt } = incident;
        expected.push({
          id,
          openedAt,
          claimedBy,
          snoozedUntil,
          wish: asked && { requestedBy: asked, expiresAt },
        });
      }
      const ours = new Set(expected.map(({ id }) => id));
      const last = expected.at(-1)!.openedAt;
      // Now, and when everything has become old.
      for (const now of [secondsBefore(-1, last), secondsBefore(-4 * 3600 - 5, last)]) {
        const listed = await overview().listOpen(me, now, "open", ALL);
        const counts = await overview().countOpen(me, now);
        expect(
          listed
            .filter(({ incident }) => ours.has(incident.id))
            .map(({ incident, urgency }) => [incident.id, urgency]),
        ).toEqual(
          expected
            .toSorted((a, b) => compareUrgency(a, b, me, now))
            .map((one) => [one.id, urgencyOf(one, me, now)]),
        );
        const fits: Record<(typeof INCIDENT_FILTERS)[number], (one: Urgent) => boolean> = {
          open: () => true,
          mine: (one) => urgencyOf(one, me, now) === "mine",
          waiting: (one) => one.wish !== null,
          unclaimed: (one) => one.claimedBy === null,
          ageing: (one) => isAgeing(one, now),
        };
        for (const filter of INCIDENT_FILTERS) {
          const found = await overview().listOpen(me, now, filter, ALL);
          expect(found).toHaveLength(counts[filter]);
          const shown = found.map(({ incident }) => incident.id).filter((id) => ours.has(id));
          expect(shown.sort((a, b) => a - b)).toEqual(expected.filter(fits[filter]).map(({ id }) => id));
        }
        const slice = await overview().listOpen(me, now, "open", { offset: 3, limit: 4 });
        expect(slice).toEqual(listed.slice(3, 7));
      }
    });

    it("comes with its alert, the wish that waits and the clean-up under way, and goes when it is closed", async () => {
      const me = aUser();
      const { number, incident } = await recordCorrupted(store());
      const now = new Date();
      await store().incidents.change(incident.id, { claimedBy: person(me) });
      const only = async () => (await overview().listOpen(me, now, "mine", ALL))[0];
      expect(await only()).toMatchObject({ approval: null, run: null, message: null, inStorm: false });
      await store().alerts.posted(incident.id, { channel: "C1", ts: "1.2" });
      await wish(incident.id, number.id, person(me), now);
      const runId = randomUUID();
      await store().teardowns.open({
        id: runId,
        phoneNumberId: number.id,
        requestedBy: person(me),
        requestedAt: now,
      });
      expect(await only()).toMatchObject({
        approval: { requestedBy: person(me) },
        run: { id: runId },
        message: { channel: "C1", ts: "1.2" },
      });
      // After any other test's.
      const at = new Date(now.getTime() + 10 * 365 * 86_400_000);
      const closing = {
        at,
        outcome: "force_deleted",
        by: person(me),
        reason: "done",
        basis: "proven",
      } as const;
      await store().incidents.close(incident.id, { ...closing, approvedBy: null });
      expect(await only()).toBeUndefined();
      expect((await overview().listForceDeleted(1))[0]).toMatchObject({
        id: incident.id,
        closedReason: "done",
      });
    });
  });

  describe("an open Home", () => {
    const choice = { filter: "unclaimed", page: 3 } as const;

    it("keeps what was chosen where it was used lately, else begins anew", async () => {
      const userId = aUser();
      const at = new Date();
      const opened = await views().use(userId, at, { keptSince: at });
      expect(opened).toEqual({ userId, openedAt: at, publishedAt: at, hash: null, ...FIRST_CHOICE });
      await views().use(userId, at, { choice });
      await views().shown(userId, "hash1");
      const later = secondsBefore(-60, at);
      expect(await views().use(userId, later, { keptSince: at })).toEqual({
        userId,
        openedAt: later,
        publishedAt: later,
        hash: "hash1",
        ...choice,
      });
      const again = await views().use(userId, later, { keptSince: secondsBefore(-1, later) });
      expect(again).toMatchObject({ ...FIRST_CHOICE, hash: "hash1" });
      await views().forget(userId);
      expect(await views().find(userId)).toBeNull();
    });

    it("is behind after a change, is taken by one process alone, and can be put back", async () => {
      // Later than any other test's: nobody else is watching then.
      const at = new Date(Date.now() + 365 * 86_400_000);
      expect(await views().markBehind(at)).toBe(false);
      const [early, late] = [aUser(), aUser()];
      await views().use(late, secondsBefore(-5, at), { keptSince: at });
      await views().use(early, at, { keptSince: at });
      expect(await views().listBehind(at, 10)).toEqual([]);
      expect(await views().markBehind(at)).toBe(true);
      expect(await views().markBehind(at)).toBe(true);
      expect((await views().listBehind(at, 10)).map(({ userId }) => userId)).toEqual([early, late]);
      expect(await views().listBehind(at, 1)).toHaveLength(1);

      const taken = secondsBefore(-20, at);
      const takers = await Promise.all([1, 2, 3].map(() => views().take(early, at, taken)));
      expect(takers.filter((view) => view !== null)).toMatchObject([{ userId: early, publishedAt: taken }]);
      expect((await views().listBehind(at, 10)).map(({ userId }) => userId)).toEqual([late]);
      await views().putBack(early);
      expect((await views().listBehind(at, 10)).map(({ userId }) => userId)).toEqual([late, early]);
      await views().use(late, taken, { choice });
      expect((await views().listBehind(at, 10)).map(({ userId }) => userId)).toEqual([early]);
      for (const userId of [early, late]) await views().forget(userId);
    });
  });
}
