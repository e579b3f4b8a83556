import { describe, expect, it } from "vitest";
import type { Actor } from "../../../src/domain/actor.ts";
import type { IncidentClosing } from "../../../src/operations/ports/incident-store.ts";
import type { Database } from "../../../src/operations/ports/store.ts";
import { NOW } from "../../support/factories.ts";
import { record, recordCorrupted } from "../../support/new-number.ts";

const MANY = 10_000;
const BY: Actor = { kind: "slack_user", id: "U1" };
const CLOSING: IncidentClosing = {
  at: NOW,
  outcome: "force_deleted",
  by: BY,
  reason: "cleaned up by hand",
  basis: "attested",
  approvedBy: null,
};

/** What any IncidentStore must do. */
export function incidentsContract(store: () => Database): void {
  const incidents = () => store().incidents;

  describe("incidents", () => {
    it("open when a number becomes corrupted, whatever way, and say what is known", async () => {
      const { id, phoneNumber, label } = await record(store());
      expect(await incidents().openOf(id)).toBeNull();
      const changes = {
        status: "corrupted",
        corruptionCause: "timeout",
        corruptionMessage: "no answer",
      } as const;
      await store().numbers.compareAndSet(id, { statuses: ["active"] }, changes);
      const incident = await incidents().openOf(id);
      expect(incident).toMatchObject({
        phoneNumberId: id,
        ordinal: 1,
        phoneNumber,
        label,
        cause: "timeout",
        message: "no answer",
        closedAt: null,
        alertTs: null,
      });
      expect(await incidents().find(incident!.id)).toEqual(incident);
    });

    it("are found by nobody under an id that no integer column can hold", async () => {
      expect(await incidents().find(2 ** 31)).toBeNull();
      expect(await incidents().openOf(2 ** 31)).toBeNull();
      expect(await incidents().latestOf(-1)).toBeNull();
      expect(await incidents().close(2 ** 31, CLOSING)).toBe(false);
    });

    it("close once, with who, why and on what it rested", async () => {
      const { incident } = await recordCorrupted(store());
      expect(await incidents().close(incident.id, CLOSING)).toBe(true);
      expect(await incidents().close(incident.id, { ...CLOSING, reason: "again" })).toBe(false);
      expect(await incidents().find(incident.id)).toMatchObject({
        closedAt: NOW,
        outcome: "force_deleted",
        closedBy: BY,
        closedReason: "cleaned up by hand",
        closedBasis: "attested",
        approvedBy: null,
      });
      expect(await incidents().openOf(incident.phoneNumberId)).toBeNull();
    });

    it("count up for one number: the second stay in corrupted is another case", async () => {
      const { number, incident } = await recordCorrupted(store());
      await store().numbers.compareAndSet(number.id, { statuses: ["corrupted"] }, { status: "deleting" });
      await store().numbers.compareAndSet(number.id, { statuses: ["deleting"] }, { status: "corrupted" });
      expect((await incidents().openOf(number.id))?.id).toBe(incident.id);
      await incidents().close(incident.id, CLOSING);
      await store().numbers.compareAndSet(number.id, { statuses: ["corrupted"] }, { status: "active" });
      await store().numbers.compareAndSet(number.id, { statuses: ["active"] }, { status: "corrupted" });
      expect(await incidents().latestOf(number.id)).toMatchObject({ ordinal: 2, closedAt: null });
    });

    it("are taken up once, and not after their end", async () => {
      const [a, b] = [await recordCorrupted(store()), await recordCorrupted(store())];
      expect(await incidents().listUntaken(MANY)).toEqual(
        expect.arrayContaining([a.incident.id, b.incident.id]),
      );
      expect(await incidents().takeUp(a.incident.id, NOW)).toBe(true);
      expect(await incidents().takeUp(a.incident.id, NOW)).toBe(false);
      await incidents().close(b.incident.id, CLOSING);
      expect(await incidents().takeUp(b.incident.id, NOW)).toBe(false);
      const untaken = await incidents().listUntaken(MANY);
      expect(untaken).not.toContain(a.incident.id);
      expect(untaken).not.toContain(b.incident.id);
    });

    it("are opened for a corrupted number that has none open, and for no other", async () => {
      await incidents().openMissing(MANY);
      const [forgotten, open] = [await recordCorrupted(store()), await recordCorrupted(store())];
      const { id: active } = await record(store());
      await incidents().close(forgotten.incident.id, CLOSING);
      expect(await incidents().openMissing(MANY)).toBe(1);
      expect(await incidents().openOf(forgotten.number.id)).toMatchObject({
        ordinal: 2,
        phoneNumber: forgotten.number.phoneNumber,
        label: forgotten.number.label,
      });
      expect((await incidents().openOf(open.number.id))?.id).toBe(open.incident.id);
      expect(await incidents().openOf(active)).toBeNull();
      expect(await incidents().openMissing(MANY)).toBe(0);
    });

    it("are listed while open, oldest first, and counted", async () => {
      const before = await incidents().countOpen();
      const [a, b] = [await recordCorrupted(store()), await recordCorrupted(store())];
      expect(await incidents().countOpen()).toBe(before + 2);
      const ids = (await incidents().listOpen(MANY)).map(({ id }) => id);
      expect(ids.slice(-2)).toEqual([a.incident.id, b.incident.id]);
      expect(await incidents().listOpen(1)).toHaveLength(1);
    });

    it("are resolved elsewhere when their number is gone or active again, not while it is deleting", async () => {
      const [gone, active, deleting, corrupted] = [
        await recordCorrupted(store()),
        await recordCorrupted(store()),
        await recordCorrupted(store()),
        await recordCorrupted(store()),
      ];
      const was = { statuses: ["corrupted"] } as const;
      await store().numbers.compareAndRemove(gone.number.id, was);
      await store().numbers.compareAndSet(active.number.id, was, { status: "active" });
      await store().numbers.compareAndSet(deleting.number.id, was, { status: "deleting" });
      const ids = (await incidents().listResolvedElsewhere(MANY)).map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining([gone.incident.id, active.incident.id]));
      expect(ids).not.toContain(deleting.incident.id);
      expect(ids).not.toContain(corrupted.incident.id);
      for (const id of ids) await incidents().close(id, { ...CLOSING, outcome: "resolved_elsewhere" });
      expect(await incidents().listResolvedElsewhere(MANY)).toEqual([]);
    });
  });
}
