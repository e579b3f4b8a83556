import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Actor } from "../../../src/domain/actor.ts";
import type { ResourceKind } from "../../../src/domain/external-resource.ts";
import type { Database } from "../../../src/operations/ports/store.ts";
import { aResource, NOW, secondsBefore } from "../../support/factories.ts";
import { record, recordCorrupted } from "../../support/new-number.ts";

const BY: Actor = { kind: "api_token", name: "platform" };
const LATER = secondsBefore(-30);
const LONG_AGO = secondsBefore(30 * 86_400);

/** What any TeardownJournal, ModalStore, LeftoverStore and DedupeStore must do. */
export function recordsContract(store: () => Database): void {
  describe("the journal of teardowns", () => {
    const openRun = async () => {
      const { id: phoneNumberId } = await record(store());
      const run = { id: randomUUID(), phoneNumberId, requestedBy: BY, requestedAt: NOW };
      expect(await store().teardowns.open(run)).toBe(true);
      return run;
    };

    it("opens one run at a time for a number", async () => {
      const run = await openRun();
      const { teardowns } = store();
      const unfinished = { ...run, finishedAt: null, outcome: null };
      expect(await teardowns.find(run.id)).toEqual(unfinished);
      expect(await teardowns.openOf(run.phoneNumberId)).toEqual(unfinished);
      expect(await teardowns.open({ ...run, id: randomUUID() })).toBe(false);
      await teardowns.lease(run.id, "A", NOW, LATER);
      expect(await teardowns.finish(run.id, "A", NOW, "corrupted")).toBe(true);
      expect(await teardowns.openOf(run.phoneNumberId)).toBeNull();
      expect(await teardowns.open({ ...run, id: randomUUID() })).toBe(true);
    });

    it("finishes a run once", async () => {
      const run = await openRun();
      await store().teardowns.lease(run.id, "A", NOW, LATER);
      expect(await store().teardowns.finish(run.id, "A", NOW, "removed")).toBe(true);
      expect(await store().teardowns.finish(run.id, "A", LATER, "corrupted")).toBe(false);
      expect(await store().teardowns.find(run.id)).toMatchObject({ finishedAt: NOW, outcome: "removed" });
    });

    it("leases an unfinished run to one try at a time", async () => {
      const { id } = await openRun();
      const { teardowns } = store();
      expect(await teardowns.lease(id, "A", NOW, LATER)).toBe(true);
      expect(await teardowns.lease(id, "B", NOW, LATER)).toBe(false);
      expect(await teardowns.lease(id, "B", LATER, secondsBefore(-60))).toBe(true);
      expect(await teardowns.renew(id, "A", LATER)).toBe(false);
      expect(await teardowns.finish(id, "A", NOW, "removed")).toBe(false);
      expect(await teardowns.renew(id, "B", secondsBefore(-60))).toBe(true);
      expect(await teardowns.finish(id, "B", NOW, "removed")).toBe(true);
      expect(await teardowns.lease(id, "C", secondsBefore(-90), secondsBefore(-120))).toBe(false);
    });

    it("finds nothing under what is not an id", async () => {
      expect(await store().teardowns.find("not-an-id")).toBeNull();
      expect(await store().teardowns.find(randomUUID())).toBeNull();
      expect(await store().teardowns.lease("not-an-id", "A", NOW, LATER)).toBe(false);
    });

    it("writes a step before its call and completes it with the answer", async () => {
      const { id } = await openRun();
      const step = { action: "remove", ref: aResource("twilio_sip_trunk"), at: NOW } as const;
      const stepId = await store().teardowns.begin(id, step);
      const answer = { cause: "timeout", detail: "no answer", providerCode: null, requestId: "RQ1" } as const;
      await store().teardowns.complete(stepId, LATER, { outcome: "failed", ...answer });
      expect(await store().teardowns.begin(id, step)).not.toBe(stepId);
    });

    it("tells what an unfinished run has begun to remove", async () => {
      const { id } = await openRun();
      const { teardowns } = store();
      const own = (kind: ResourceKind) => ({ ...aResource(kind), sid: randomUUID() });
      const [trunk, link] = [own("twilio_sip_trunk"), own("twilio_trunk_number")];
      const list = own("twilio_credential_list");
      await teardowns.begin(id, { action: "remove", ref: trunk, at: NOW });
      await teardowns.begin(id, { action: "unlink_credential_list", ref: list, at: NOW });
      expect(await teardowns.beingRemoved([trunk, link, list])).toEqual([trunk.sid]);
      expect(await teardowns.beingRemoved([])).toEqual([]);
      await teardowns.lease(id, "A", NOW, LATER);
      await teardowns.finish(id, "A", NOW, "corrupted");
      expect(await teardowns.beingRemoved([trunk, link, list])).toEqual([]);
    });
  });

  describe("modals", () => {
    it("remember what they showed", async () => {
      const { number, incident } = await recordCorrupted(store());
      const modal = { id: randomUUID(), phoneNumberId: number.id, incidentId: incident.id, userId: "U1" };
      const { modals } = store();
      await modals.create(modal, NOW);
      expect(await modals.find(modal.id)).toMatchObject({ ...modal, viewId: null, shown: null });
      const shown = { status: "corrupted", states: { "twilio_sip_trunk:TK1": "gone" } } as const;
      await modals.update(modal.id, { viewId: "V1" });
      await modals.update(modal.id, { shown });
      expect(await modals.find(modal.id)).toMatchObject({ ...modal, viewId: "V1", shown });
      await modals.update(modal.id, { shown: null });
      expect(await modals.find(modal.id)).toMatchObject({ viewId: "V1", shown: null });
    });

    it("are thrown away once they are old enough, the oldest first and so many at a time", async () => {
      const { modals } = store();
      const { number, incident } = await recordCorrupted(store());
      const openedAgo = async (seconds: number) => {
        const modal = { id: randomUUID(), phoneNumberId: number.id, incidentId: incident.id, userId: "U1" };
        await modals.create(modal, secondsBefore(seconds, LONG_AGO));
        return modal.id;
      };
      const [young, old, older, oldest] = [
        await openedAgo(0),
        await openedAgo(1),
        await openedAgo(3),
        await openedAgo(5),
      ];
      expect(await modals.forget(LONG_AGO, 2)).toBe(2);
      expect(await modals.find(oldest)).toBeNull();
      expect(await modals.find(older)).toBeNull();
      expect(await modals.find(old)).not.toBeNull();
      expect(await modals.forget(LONG_AGO, 2)).toBe(1);
      expect(await modals.find(young)).not.toBeNull();
      expect(await modals.forget(LONG_AGO, 2)).toBe(0);
    });

    it("are not found under an id that is forged", async () => {
      expect(await store().modals.find("'; drop table modals")).toBeNull();
      expect(await store().modals.find(randomUUID())).toBeNull();
    });
  });

  describe("leftovers", () => {
    it("keep every id of a number that is let go, in resource order", async () => {
      const { number, incident } = await recordCorrupted(store());
      const resources = [
        aResource("livekit_dispatch_rule", { state: "unknown", detail: "cannot tell" }),
        aResource("twilio_credential_list", { state: "present" }),
        aResource("twilio_sip_trunk", { state: "gone" }),
      ];
      const letGo = { by: BY, at: NOW, reason: "moved", accepted: true };
      await store().leftovers.register(number, incident.id, resources, letGo);
      const left = await store().leftovers.of(number.id);
      expect(left.map(({ kind, state }) => [kind, state])).toEqual([
        ["twilio_sip_trunk", "gone"],
        ["twilio_credential_list", "accepted"],
        ["livekit_dispatch_rule", "unknown"],
      ]);
      const { id: phoneNumberId, phoneNumber, label } = number;
      expect(left[0]).toMatchObject({
        phoneNumberId,
        phoneNumber,
        label,
        letGoBy: BY,
        letGoAt: NOW,
        reason: "moved",
      });
      expect(await store().leftovers.of(2 ** 31)).toEqual([]);
    });

    it("call what is still there present where nobody accepted it", async () => {
      const { number } = await recordCorrupted(store());
      const letGo = { by: BY, at: NOW, reason: null, accepted: false };
      await store().leftovers.register(number, null, [aResource("twilio_sip_trunk")], letGo);
      expect(await store().leftovers.of(number.id)).toMatchObject([{ state: "present", reason: null }]);
    });
  });

  describe("requests that were seen", () => {
    it("are repeats until they expire", async () => {
      const key = randomUUID();
      const { dedupe } = store();
      expect(await dedupe.remember(key, NOW, LATER)).toBe(true);
      expect(await dedupe.remember(key, NOW, LATER)).toBe(false);
      expect(await dedupe.remember(randomUUID(), NOW, LATER)).toBe(true);
      expect(await dedupe.remember(key, LATER, secondsBefore(-60))).toBe(true);
      expect(await dedupe.remember(key, LATER, secondsBefore(-60))).toBe(false);
    });
  });
}
