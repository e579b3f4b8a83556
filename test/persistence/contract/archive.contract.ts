import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Actor } from "../../../src/domain/actor.ts";
import type { AuditAction } from "../../../src/domain/audit-action.ts";
import type { IncidentClosing } from "../../../src/operations/ports/incident-store.ts";
import type { Database } from "../../../src/operations/ports/store.ts";
import { aResource, NOW, secondsBefore } from "../../support/factories.ts";
import { record, recordCorrupted } from "../../support/new-number.ts";

const BY: Actor = { kind: "api_token", name: "platform" };
const MANY = 10_000;
const unique = (prefix: string) => `${prefix}${randomUUID().replaceAll("-", "")}`;

/** What any Archive must do. */
export function archiveContract(store: () => Database): void {
  const archive = () => store().archive;
  const append = (phoneNumberId: number | null, action: AuditAction, data = {}) =>
    store().audit.append({ at: NOW, actor: BY, action, phoneNumberId, incidentId: null, data });
  const letGo = async (sid: string, state: "gone" | "kept" | "present" | "unknown", at: Date) => {
    const { number, incident } = await recordCorrupted(store());
    const resources = [aResource("twilio_sip_trunk", { sid, state, detail: "why" })];
    const deed = { by: BY, at, reason: "moved", accepted: state === "present" };
    await store().leftovers.register(number, incident.id, resources, deed);
    return number;
  };

  describe("the history of a number", () => {
    it("is read newest first, in parts, without anybody else's", async () => {
      const { id } = await record(store());
      for (const action of ["number_imported", "delete_requested", "teardown_failed"] as const)
        await append(id, action);
      await append(null, "claimed");
      const actions = async (offset: number, limit: number) =>
        (await archive().listEventsOf(id, { offset, limit })).map(({ action }) => action);
      expect(await actions(0, 2)).toEqual(["teardown_failed", "delete_requested"]);
      expect(await actions(2, 2)).toEqual(["number_imported"]);
      expect(await archive().countEventsOf(id)).toBe(3);
      expect(await archive().listEventsOf(2 ** 31, { offset: 0, limit: 1 })).toEqual([]);
      expect(await archive().countEventsOf(2 ** 31)).toBe(0);
    });
  });

  describe("a telephone number", () => {
    it("leads to every number that ever had it, newest first", async () => {
      const { number: first } = await recordCorrupted(store());
      const { phoneNumber } = first;
      await store().numbers.compareAndRemove(first.id, { statuses: ["corrupted"] });
      const second = await record(store(), { phoneNumber });
      await append(second.id, "delete_requested", { phone_number: phoneNumber });
      await store().numbers.compareAndRemove(second.id, { statuses: ["active"] });
      const third = await record(store(), { phoneNumber });
      expect(await archive().listNumberIdsOf(phoneNumber, 10)).toEqual([third.id, second.id, first.id]);
      expect(await archive().listNumberIdsOf(phoneNumber, 1)).toEqual([third.id]);
      expect(await archive().listNumberIdsOf("+4930000000", 10)).toEqual([]);
    });
  });

  describe("leftovers", () => {
    it("that are not settled are listed oldest first and counted by state", async () => {
      const before = await archive().countOpenLeftovers();
      const had = (await archive().listOpenLeftovers({ offset: 0, limit: MANY })).length;
      const [a, b] = [unique("TK"), unique("TK")];
      await letGo(a, "unknown", secondsBefore(10));
      await letGo(b, "present", secondsBefore(20));
      for (const state of ["gone", "kept"] as const) await letGo(unique("TK"), state, NOW);
      const open = await archive().listOpenLeftovers({ offset: 0, limit: MANY });
      expect(open).toHaveLength(had + 2);
      expect(open.map(({ sid }) => sid).filter((sid) => [a, b].includes(sid))).toEqual([b, a]);
      expect(await archive().listOpenLeftovers({ offset: had + 1, limit: 5 })).toHaveLength(1);
      const after = await archive().countOpenLeftovers();
      expect(after.get("unknown")).toBe((before.get("unknown") ?? 0) + 1);
      expect(after.get("accepted")).toBe((before.get("accepted") ?? 0) + 1);
      expect(after.has("gone")).toBe(false);
    });

    it("are found by their id, newest first, also under several numbers", async () => {
      const sid = unique("TK");
      const first = await letGo(sid, "gone", secondsBefore(60));
      const second = await letGo(sid, "unknown", NOW);
      const found = await archive().listLeftoversBySid([sid, unique("CL")], 10);
      expect(found.map(({ phoneNumberId }) => phoneNumberId)).toEqual([second.id, first.id]);
      expect(found[0]).toMatchObject({ sid, state: "unknown", reason: "moved", checkedAt: NOW });
      expect(await archive().listLeftoversBySid([sid], 1)).toHaveLength(1);
      expect(await archive().listLeftoversBySid([unique("TK")], 10)).toEqual([]);
    });
  });

  describe("the owners of an id", () => {
    it("are the numbers that record it in any column, or whose resource it is known to be", async () => {
      const sids = {
        twilioTrunkSid: unique("TK"),
        twilioPhoneNumberSid: unique("PN"),
        twilioCredentialListSids: [unique("CL")],
        twilioIpAccessControlListSids: [unique("AL")],
        twilioConnectionPolicySids: [unique("NY")],
        livekitTrunkId: unique("ST_"),
        livekitOutboundTrunkId: unique("ST_"),
        livekitDispatchRuleId: unique("SDR_"),
      };
      const { id } = await record(store(), sids);
      const url = unique("OU");
      await store().resources.ensure(id, [{ kind: "twilio_origination_url", sid: url, parentSid: null }]);
      for (const sid of [...Object.values(sids).flat(), url])
        expect(await archive().listOwnersOf([sid, "TKnobody"], 10)).toEqual([{ sid, numberId: id }]);
      const [list = ""] = sids.twilioCredentialListSids;
      const { id: other } = await record(store(), { twilioCredentialListSids: [list] });
      expect(await archive().listOwnersOf([list], 10)).toEqual([
        { sid: list, numberId: id },
        { sid: list, numberId: other },
      ]);
      expect(await archive().listOwnersOf([list], 1)).toHaveLength(1);
    });

    it("are no numbers that are removed or only being set up", async () => {
      const twilioTrunkSid = unique("TK");
      await record(store(), { twilioTrunkSid, status: "provisioning" });
      const { id } = await record(store(), { twilioTrunkSid });
      await store().resources.save(id, [aResource("twilio_sip_trunk", { sid: twilioTrunkSid })]);
      await store().numbers.compareAndRemove(id, { statuses: ["active"] });
      expect(await archive().listOwnersOf([twilioTrunkSid], 10)).toEqual([]);
    });
  });

  describe("the figures of incidents", () => {
    it("count what is open, what was opened and how it ended since a moment", async () => {
      const since = new Date(Date.now() + 3_600_000);
      const at = (minutes: number) => new Date(since.getTime() + minutes * 60_000);
      const before = await archive().countIncidents(since, 5);
      expect(before).toMatchObject({ opened: 0, closed: [], medianOpenMs: null, causes: [] });
      const closing = { by: BY, reason: null, approvedBy: null };
      const ends: Pick<IncidentClosing, "outcome" | "basis">[] = [
        { outcome: "removed", basis: null },
        { outcome: "force_deleted", basis: "api" },
        { outcome: "removed", basis: null },
      ];
      const opened: Date[] = [];
      for (const [index, end] of ends.entries()) {
        const { incident } = await recordCorrupted(store(), { corruptionCause: "timeout" });
        opened.push(incident.openedAt);
        await store().incidents.close(incident.id, { ...closing, ...end, at: at(index * 10) });
      }
      const { incident: open } = await recordCorrupted(store());
      const after = await archive().countIncidents(since, 5);
      expect(after.open.count).toBe(before.open.count + 1);
      expect(after.open.oldestAt!.getTime()).toBeLessThanOrEqual(open.openedAt.getTime());
      expect(after.closed).toEqual([
        { outcome: "removed", basis: null, count: 2 },
        { outcome: "force_deleted", basis: "api", count: 1 },
      ]);
      expect(after.medianOpenMs).toBe(at(10).getTime() - opened[1]!.getTime());
    });

    it("name the most frequent causes first", async () => {
      const since = new Date(Date.now() - 1_000_000);
      const cause = unique("cause ");
      for (let i = 0; i < 30; i += 1) await recordCorrupted(store(), { corruptionCause: cause });
      const { causes, opened } = await archive().countIncidents(since, 1);
      expect(causes).toHaveLength(1);
      expect(causes[0]!.count).toBeGreaterThanOrEqual(30);
      expect(opened).toBeGreaterThan(30);
      const all = await archive().countIncidents(since, MANY);
      expect(all.causes).toContainEqual({ cause, count: 30 });
      expect(all.causes.reduce((sum, { count }) => sum + count, 0)).toBe(all.opened);
    });
  });
}
