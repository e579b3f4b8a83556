import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Actor } from "../../../src/domain/actor.ts";
import type { Database } from "../../../src/operations/ports/store.ts";
import { NOW, secondsBefore, UNTOUCHED } from "../../support/factories.ts";
import { recordCorrupted } from "../../support/new-number.ts";

const REQUESTER: Actor = { kind: "slack_user", id: "U1" };
const APPROVER: Actor = { kind: "slack_user", id: "U2" };
const LATER = secondsBefore(-1800);

/** What any store must do about people: who works on an incident, and what waits for a second person. */
export function onCallContract(store: () => Database): void {
  describe("the changes of an incident", () => {
    it("are none at first, are kept, and are something that the alert shows", async () => {
      const { incident } = await recordCorrupted(store());
      expect(incident).toMatchObject(UNTOUCHED);
      const changes = { ...UNTOUCHED, claimedBy: REQUESTER, claimedAt: NOW, snoozedUntil: LATER, retries: 2 };
      const before = await store().alerts.claim(incident.id, "A", NOW, LATER);
      expect(await store().incidents.change(incident.id, changes)).toBe(true);
      expect(await store().incidents.find(incident.id)).toMatchObject(changes);
      expect(before).toMatchObject({ wanted: expect.any(Number) });
      if (typeof before === "string") throw new Error(before);
      expect(await store().alerts.shown(incident.id, "A", before.wanted)).toBe(false);
      expect(await store().incidents.change(incident.id, { claimedBy: null, claimedAt: null })).toBe(true);
      expect(await store().incidents.find(incident.id)).toMatchObject({ claimedBy: null, retries: 2 });
    });

    it("are refused after its end", async () => {
      const { incident } = await recordCorrupted(store());
      await store().transaction(async (tx) =>
        expect(await tx.incidents.lock(incident.id)).toMatchObject({ id: incident.id }),
      );
      const closing = { at: NOW, outcome: "removed", by: REQUESTER } as const;
      await store().incidents.close(incident.id, { ...closing, reason: null, basis: null, approvedBy: null });
      expect(await store().incidents.change(incident.id, { claimedBy: REQUESTER })).toBe(false);
      await store().transaction(async (tx) => expect(await tx.incidents.lock(incident.id)).toBeNull());
      await store().transaction(async (tx) => expect(await tx.incidents.lock(2 ** 31)).toBeNull());
    });
  });

  describe("what has passed", () => {
    const listed = (now: Date, checkingBefore = secondsBefore(60, now)) =>
      store().incidents.listPassed({ snoozedUntil: now, checkingBefore }, 10_000);

    it("is a snooze at its end, and a look that began too long ago, of an open incident", async () => {
      const { incident: snoozed } = await recordCorrupted(store());
      const { incident: looked } = await recordCorrupted(store());
      await store().incidents.change(snoozed.id, { snoozedUntil: LATER, snoozedBy: REQUESTER });
      await store().incidents.change(looked.id, { checkingSince: NOW });
      expect(await listed(NOW)).not.toContain(snoozed.id);
      expect(await listed(NOW)).not.toContain(looked.id);
      expect(await listed(secondsBefore(-60))).toContain(looked.id);
      expect(await listed(LATER, NOW)).toContain(snoozed.id);
      const closing = { at: NOW, outcome: "removed", by: REQUESTER } as const;
      await store().incidents.close(snoozed.id, { ...closing, reason: null, basis: null, approvedBy: null });
      expect(await listed(LATER, NOW)).not.toContain(snoozed.id);
    });
  });

  describe("approvals", () => {
    const ask = async () => {
      const { number, incident } = await recordCorrupted(store());
      const approval = {
        id: randomUUID(),
        incidentId: incident.id,
        phoneNumberId: number.id,
        requestedBy: REQUESTER,
        requestedAt: NOW,
        expiresAt: LATER,
        reason: "it must stay\u0000",
        ticks: ["twilio_sip_trunk:TK1"],
        accept: true,
        shown: { status: "corrupted", states: { "twilio_sip_trunk:TK1": "present" } },
      } as const;
      expect(await store().approvals.open({ ...approval, ticks: [...approval.ticks] })).toBe(true);
      return approval;
    };
    const pending = { state: "pending", decidedBy: null, decidedAt: null } as const;

    it("wait one at a time for each incident, and are found as they were asked for", async () => {
      const asked = await ask();
      const found = { ...asked, reason: "it must stay", ...pending };
      expect(await store().approvals.find(asked.id)).toEqual(found);
      expect(await store().approvals.pendingOf(asked.incidentId)).toEqual(found);
      expect(await store().approvals.open({ ...asked, id: randomUUID(), ticks: [] })).toBe(false);
      expect(await store().approvals.find("'; drop table force_delete_requests")).toBeNull();
    });

    it("are decided once, and then another one may wait", async () => {
      const asked = await ask();
      const { approvals } = store();
      expect(await approvals.decide(asked.id, "declined", APPROVER, NOW)).toBe(true);
      expect(await approvals.decide(asked.id, "approved", REQUESTER, LATER)).toBe(false);
      expect(await approvals.find(asked.id)).toMatchObject({
        state: "declined",
        decidedBy: APPROVER,
        decidedAt: NOW,
      });
      expect(await approvals.pendingOf(asked.incidentId)).toBeNull();
      expect(await approvals.open({ ...asked, id: randomUUID(), ticks: [] })).toBe(true);
    });

    it("are listed when their time is over", async () => {
      const { id } = await ask();
      const listed = async (now: Date) =>
        (await store().approvals.listExpired(now, 10_000)).map((approval) => approval.id);
      expect(await listed(NOW)).not.toContain(id);
      expect(await listed(LATER)).toContain(id);
      await store().approvals.decide(id, "lapsed", REQUESTER, LATER);
      expect(await listed(LATER)).not.toContain(id);
    });

    it("have their reply drawn anew once they are decided", async () => {
      const { id, incidentId } = await ask();
      const notes = async (owner: string) => {
        const turn = await store().alerts.claim(incidentId, owner, NOW, LATER);
        if (typeof turn === "string") return turn;
        for (const note of turn.notes) await store().alerts.notePosted(note.id, "1700000000.000300");
        await store().alerts.shown(incidentId, owner, turn.wanted);
        return turn.notes;
      };
      const note = { text: "asks for a second person", by: REQUESTER, approvalId: id } as const;
      await store().incidents.note(incidentId, { ...note, mention: "approvers", broadcast: true }, NOW);
      expect(await notes("A")).toMatchObject([
        {
          by: REQUESTER,
          mention: "approvers",
          broadcast: true,
          postedTs: null,
          approval: { id, ...pending },
        },
      ]);
      expect(await notes("B")).toBe("nothing");
      await store().approvals.decide(id, "approved", APPROVER, NOW);
      await store().incidents.redrawApproval(incidentId, id);
      expect(await notes("C")).toMatchObject([
        { postedTs: "1700000000.000300", approval: { state: "approved", decidedBy: APPROVER } },
      ]);
      expect(await notes("D")).toBe("nothing");
    });
  });

  describe("modals", () => {
    it("count as open until they are closed, for as long as is asked", async () => {
      const { number, incident } = await recordCorrupted(store());
      const modal = { id: randomUUID(), phoneNumberId: number.id, incidentId: incident.id, userId: "U1" };
      const { modals } = store();
      expect(await modals.isOpen(number.id, secondsBefore(60), NOW)).toBe(false);
      await modals.create(modal, NOW);
      expect(await modals.isOpen(number.id, secondsBefore(60), NOW)).toBe(true);
      expect(await modals.isOpen(number.id, NOW, secondsBefore(-60))).toBe(false);
      await modals.update(modal.id, { closedAt: LATER });
      expect(await modals.isOpen(number.id, secondsBefore(60), NOW)).toBe(false);
    });
  });
}
