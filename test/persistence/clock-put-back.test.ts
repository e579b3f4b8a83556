import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aResource, NOW, secondsBefore } from "../support/factories.ts";
import { recordCorrupted } from "../support/new-number.ts";
import { MIGRATED_DATABASES, type OpenStore, openStore } from "../support/open-store.ts";

const IN_TWO_HOURS = secondsBefore(-7_200);
const LEASE_END = secondsBefore(-30);

describe.each(MIGRATED_DATABASES)(
  "a lease on $kind that was taken before the clock was put back two hours",
  ({ open }) => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await openStore(open);
    });
    afterAll(() => store.close());

    it("does not keep a teardown from other tries", async () => {
      const { teardowns } = store.database;
      const {
        number: { id: phoneNumberId },
      } = await recordCorrupted(store.database);
      const id = randomUUID();
      const requestedBy = { kind: "api_token", name: "platform" } as const;
      await teardowns.open({ id, phoneNumberId, requestedBy, requestedAt: NOW });
      expect(await teardowns.lease(id, "A", IN_TWO_HOURS, secondsBefore(-7_230))).toBe(true);
      expect(await teardowns.lease(id, "B", NOW, LEASE_END)).toBe(true);
      expect(await teardowns.lease(id, "C", NOW, LEASE_END)).toBe(false);
    });

    it("does not keep an alert silent", async () => {
      const { alerts } = store.database;
      const {
        incident: { id },
      } = await recordCorrupted(store.database);
      expect(await alerts.claim(id, "A", IN_TWO_HOURS, secondsBefore(-7_230))).toMatchObject({ wanted: 1 });
      expect(await alerts.claim(id, "B", NOW, LEASE_END)).toMatchObject({ wanted: 1 });
      expect(await alerts.claim(id, "C", NOW, LEASE_END)).toBe("busy");
    });

    it("leaves no fact from then that no later look could replace, and no window that stays open", async () => {
      const { resources, modals } = store.database;
      const {
        number: { id },
        incident,
      } = await recordCorrupted(store.database);
      const seen = aResource("twilio_sip_trunk");
      const looked = (state: "present" | "gone", checkedAt: Date) =>
        resources.save(id, [{ ...seen, state, checkedAt }]);
      await looked("present", IN_TWO_HOURS);
      await looked("gone", NOW);
      expect(await resources.of(id)).toMatchObject([{ state: "gone", checkedAt: NOW }]);
      await looked("present", secondsBefore(30));
      expect(await resources.of(id)).toMatchObject([{ state: "gone" }]);
      const modal = { id: randomUUID(), phoneNumberId: id, incidentId: incident.id, userId: "U1" };
      await modals.create(modal, IN_TWO_HOURS);
      expect(await modals.isOpen(id, secondsBefore(900), secondsBefore(-60))).toBe(false);
    });
  },
);
