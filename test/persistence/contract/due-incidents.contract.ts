import { describe, expect, it } from "vitest";
import type { Actor } from "../../../src/domain/actor.ts";
import type { IncidentChanges } from "../../../src/domain/incident.ts";
import type { Database } from "../../../src/operations/ports/store.ts";
import { NOW, secondsBefore } from "../../support/factories.ts";
import { recordCorrupted } from "../../support/new-number.ts";

const MANY = 10_000;
const BY: Actor = { kind: "slack_user", id: "U1" };
const later = (seconds: number) => secondsBefore(-seconds);
const SINCE = { unclaimed: secondsBefore(900), claimed: secondsBefore(3_600) };

/** What any IncidentStore must find for the sweep. */
export function dueIncidentsContract(store: () => Database): void {
  const incidents = () => store().incidents;
  const incidentWith = async (changes: IncidentChanges, { posted = true } = {}) => {
    const { incident } = await recordCorrupted(store());
    if (posted) await store().alerts.posted(incident.id, { channel: "C1", ts: "1700000000.000100" });
    await incidents().change(incident.id, changes);
    return incident;
  };
  const end = { at: NOW, outcome: "removed", by: BY, reason: null, basis: null, approvedBy: null } as const;

  describe("automatic tries that are due", () => {
    const due = async () => (await incidents().listDueRetries(NOW, MANY)).map(({ id }) => id);

    it("are listed, the longest due first", async () => {
      const second = await incidentWith({ nextRetryAt: secondsBefore(10) });
      const first = await incidentWith({ nextRetryAt: secondsBefore(20) });
      const future = await incidentWith({ nextRetryAt: later(1) });
      const listed = await due();
      expect(listed.filter((id) => [first.id, second.id].includes(id))).toEqual([first.id, second.id]);
      expect(listed).not.toContain(future.id);
      expect(await incidents().listDueRetries(NOW, 1)).toHaveLength(1);
    });

    it("are not listed while claimed, while snoozed, or when it is over", async () => {
      const nextRetryAt = secondsBefore(10);
      const claimed = await incidentWith({ nextRetryAt, claimedBy: BY, claimedAt: NOW });
      const snoozed = await incidentWith({ nextRetryAt, snoozedUntil: later(1) });
      const awake = await incidentWith({ nextRetryAt, snoozedUntil: NOW });
      const closed = await incidentWith({ nextRetryAt });
      await incidents().close(closed.id, end);
      const listed = await due();
      expect(listed).toContain(awake.id);
      for (const { id } of [claimed, snoozed, closed]) expect(listed).not.toContain(id);
    });
  });

  describe("silent incidents", () => {
    const silent = () => incidents().listSilent(SINCE, NOW, MANY);

    it("are those that nobody was called for, and that no automatic try or teardown may heal", async () => {
      const uncalled = await incidentWith({});
      const tried = await incidentWith({ retries: 1, nextRetryAt: later(60) });
      const healing = await incidentWith({ nextRetryAt: later(60) });
      const later6 = await incidentWith({ nextRetryAt: later(360) });
      const unposted = await incidentWith({}, { posted: false });
      const running = await incidentWith({});
      const run = { id: crypto.randomUUID(), requestedBy: BY, requestedAt: NOW };
      await store().teardowns.open({ ...run, phoneNumberId: running.phoneNumberId });
      const listed = await silent();
      expect(listed).toEqual(expect.arrayContaining([uncalled.id, tried.id, later6.id]));
      for (const { id } of [healing, unposted, running]) expect(listed).not.toContain(id);
    });

    it("are those that were called for, and then neither claimed nor acted on", async () => {
      const unclaimed = await incidentWith({ mentionedAt: secondsBefore(900) });
      const fresh = await incidentWith({ mentionedAt: secondsBefore(899) });
      const acted = await incidentWith({
        mentionedAt: secondsBefore(1_000),
        lastActedAt: secondsBefore(100),
      });
      const reminded = await incidentWith({ mentionedAt: secondsBefore(1_000), remindedUnclaimedAt: NOW });
      const snoozed = await incidentWith({ mentionedAt: secondsBefore(1_000), snoozedUntil: later(1) });
      const listed = await silent();
      expect(listed).toContain(unclaimed.id);
      for (const { id } of [fresh, acted, reminded, snoozed]) expect(listed).not.toContain(id);
      const off = { unclaimed: null, claimed: SINCE.claimed };
      expect(await incidents().listSilent(off, NOW, MANY)).not.toContain(unclaimed.id);
    });

    it("are those that were claimed long ago and forgotten, again after a sign of life", async () => {
      const claimedAt = secondsBefore(9_000);
      const idle = await incidentWith({ claimedBy: BY, claimedAt });
      const active = await incidentWith({ claimedBy: BY, claimedAt, lastActedAt: secondsBefore(3_599) });
      const reminded = await incidentWith({
        claimedBy: BY,
        claimedAt,
        remindedClaimedAt: secondsBefore(8_000),
      });
      const again = await incidentWith({
        claimedBy: BY,
        claimedAt,
        remindedClaimedAt: secondsBefore(8_000),
        lastActedAt: secondsBefore(7_000),
      });
      const closed = await incidentWith({ claimedBy: BY, claimedAt });
      await incidents().close(closed.id, end);
      const listed = await silent();
      expect(listed).toEqual(expect.arrayContaining([idle.id, again.id]));
      for (const { id } of [active, reminded, closed]) expect(listed).not.toContain(id);
      const off = { unclaimed: SINCE.unclaimed, claimed: null };
      expect(await incidents().listSilent(off, NOW, MANY)).not.toContain(idle.id);
      expect(await incidents().listSilent(SINCE, NOW, 1)).toHaveLength(1);
    });
  });
}
