import { describe, expect, it } from "vitest";
import type { Database } from "../../../src/operations/ports/store.ts";
import { sid } from "../../support/factories.ts";
import { aNewNumber, record } from "../../support/new-number.ts";

const TOO_LARGE = 2 ** 31;

/** What any NumberStore must do. */
export function numbersContract(store: () => Database): void {
  const numbers = () => store().numbers;

  describe("numbers", () => {
    it("gives back what was recorded", async () => {
      const asked = aNewNumber({ inboundTrunk: { allowed_numbers: ["+1"], nested: { a: null } } });
      const created = await numbers().create(asked, null);
      expect(created).toMatchObject({ ...asked, hasTwilioCredentials: false, version: 0 });
      expect(created?.createdAt).toBeInstanceOf(Date);
      expect(await numbers().find(created!.id)).toEqual(created);
      expect(await numbers().findByPhoneNumber(asked.phoneNumber)).toEqual(created);
    });

    it("does not record a phone number twice, also inside a transaction that goes on", async () => {
      const first = await record(store());
      const again = aNewNumber({ phoneNumber: first.phoneNumber });
      const after = await store().transaction(async (tx) => {
        expect(await tx.numbers.create(again, null)).toBeNull();
        return tx.numbers.find(first.id);
      });
      expect(after).toEqual(first);
    });

    it("finds nothing under an id that no integer column can hold", async () => {
      for (const id of [0, -1, 1.5, TOO_LARGE, Number.MAX_SAFE_INTEGER, Number.NaN]) {
        expect(await numbers().find(id)).toBeNull();
        expect(
          await numbers().compareAndSet(id, { statuses: ["active"] }, { status: "deleting" }),
        ).toBeNull();
        expect(await numbers().compareAndRemove(id, { statuses: ["active"] })).toBe(false);
      }
      expect(await numbers().list({ afterId: TOO_LARGE })).toEqual([]);
    });

    it("knows a phone number as taken, also while it is being set up", async () => {
      const { phoneNumber } = await record(store(), { status: "provisioning" });
      expect(await numbers().isTaken(phoneNumber)).toBe(true);
      expect(await numbers().isTaken(aNewNumber().phoneNumber)).toBe(false);
    });

    it("hides numbers that are being set up", async () => {
      const before = await numbers().count();
      const { id, phoneNumber } = await record(store(), { status: "provisioning" });
      expect(await numbers().findByPhoneNumber(phoneNumber)).toBeNull();
      expect((await numbers().list({})).map((number) => number.id)).not.toContain(id);
      expect(await numbers().list({ status: "provisioning" })).toEqual([]);
      expect(await numbers().count()).toBe(before);
      expect(await numbers().count("provisioning")).toBe(0);
      expect((await numbers().countsByStatus()).provisioning).toBe(0);
      expect(await numbers().find(id)).toMatchObject({ status: "provisioning" });
    });

    it("lists by id, by status and in pages", async () => {
      const [a, b, c] = [await record(store()), await record(store()), await record(store())];
      await numbers().compareAndSet(b.id, { statuses: ["active"] }, { status: "deleting" });
      const idsOf = async (filter: Parameters<Database["numbers"]["list"]>[0]) =>
        (await numbers().list(filter)).map((number) => number.id);
      expect(await idsOf({ afterId: a.id - 1 })).toEqual([a.id, b.id, c.id]);
      expect(await idsOf({ afterId: a.id - 1, status: "active" })).toEqual([a.id, c.id]);
      expect(await idsOf({ afterId: a.id - 1, limit: 2 })).toEqual([a.id, b.id]);
      expect(await idsOf({ afterId: a.id - 1, offset: 1, limit: 1 })).toEqual([b.id]);
      expect(await idsOf({ afterId: a.id })).toEqual([b.id, c.id]);
    });

    it("counts by status", async () => {
      const before = await numbers().countsByStatus();
      await record(store());
      await record(store(), { status: "corrupted" });
      const after = await numbers().countsByStatus();
      expect(after).toEqual({ ...before, active: before.active + 1, corrupted: before.corrupted + 1 });
      expect(await numbers().count("corrupted")).toBe(after.corrupted);
      expect(await numbers().count()).toBe(after.active + after.deleting + after.corrupted);
    });

    it("changes a number only in the expected status and version, and raises the version", async () => {
      const { id, version } = await record(store());
      const set = (expected: { statuses: readonly ["active" | "deleting"]; version?: number }) =>
        numbers().compareAndSet(id, expected, { status: "deleting" });
      expect(await set({ statuses: ["deleting"] })).toBeNull();
      expect(await set({ statuses: ["active"], version: version + 1 })).toBeNull();
      expect(await set({ statuses: ["active"], version })).toMatchObject({
        status: "deleting",
        version: version + 1,
      });
      expect(await set({ statuses: ["active"], version })).toBeNull();
    });

    it("dates a corruption and forgets it when the number is active again", async () => {
      const { id } = await record(store());
      const changes = {
        status: "corrupted",
        corruptionCause: "timeout",
        corruptionMessage: "no answer",
      } as const;
      const corrupted = await numbers().compareAndSet(id, { statuses: ["active"] }, changes);
      expect(corrupted).toMatchObject(changes);
      expect(corrupted?.corruptedAt).toBeInstanceOf(Date);
      const active = await numbers().compareAndSet(id, { statuses: ["corrupted"] }, { status: "active" });
      expect(active).toMatchObject({ status: "active", corruptedAt: null });
    });

    it("removes a number only in the expected status and version", async () => {
      const { id, version } = await record(store());
      expect(await numbers().compareAndRemove(id, { statuses: ["corrupted"] })).toBe(false);
      expect(await numbers().compareAndRemove(id, { statuses: ["active"], version: version + 1 })).toBe(
        false,
      );
      expect(await numbers().compareAndRemove(id, { statuses: ["active"], version })).toBe(true);
      expect(await numbers().find(id)).toBeNull();
      expect(await numbers().compareAndRemove(id, { statuses: ["active"] })).toBe(false);
    });

    it.each([
      ["twilio_sip_trunk", sid("TK", "1"), { twilioTrunkSid: sid("TK", "1") }],
      [
        "twilio_credential_list",
        sid("CL", "1"),
        { twilioCredentialListSids: [sid("CL", "0"), sid("CL", "1")] },
      ],
      ["twilio_ip_access_control_list", sid("AL", "1"), { twilioIpAccessControlListSids: [sid("AL", "1")] }],
      ["twilio_ip_access_control_list", sid("AL", "2"), { twilioConnectionPolicySids: [sid("AL", "2")] }],
      ["twilio_connection_policy", sid("NY", "1"), { twilioConnectionPolicySids: [sid("NY", "1")] }],
      ["twilio_connection_policy", sid("NY", "2"), { twilioIpAccessControlListSids: [sid("NY", "2")] }],
      ["livekit_inbound_trunk", "ST_one", { livekitTrunkId: "ST_one" }],
      ["livekit_inbound_trunk", "ST_two", { livekitOutboundTrunkId: "ST_two" }],
      ["livekit_outbound_trunk", "ST_three", { livekitTrunkId: "ST_three" }],
      ["livekit_outbound_trunk", "ST_four", { livekitOutboundTrunkId: "ST_four" }],
      ["livekit_dispatch_rule", "SDR_one", { livekitDispatchRuleId: "SDR_one" }],
    ] as const)("finds the other numbers that record a %s %s", async (kind, id, column) => {
      const mutable = structuredClone(column) as Parameters<typeof record>[1];
      const mine = await record(store(), mutable);
      const other = await record(store(), mutable);
      await record(store());
      expect(await numbers().recordersOf(kind, id, mine.id)).toEqual([other.phoneNumber]);
    });

    it.each(["twilio_trunk_number", "twilio_origination_url"] as const)(
      "has nobody record a %s: it belongs to its trunk",
      async (kind) => {
        const pn = sid("PN", "7");
        await record(store(), { twilioPhoneNumberSid: pn });
        expect(await numbers().recordersOf(kind, pn, 1)).toEqual([]);
      },
    );

    it("stores texts that PostgreSQL would refuse", async () => {
      const label = "a\u0000b\ud800c \u{1F4DE}";
      const created = await numbers().create(
        aNewNumber({ label, outboundTrunk: { headers: { "X\u0000": label } } }),
        null,
      );
      expect(created).toMatchObject({
        label: "ab\uFFFDc \u{1F4DE}",
        outboundTrunk: { headers: { X: "ab\uFFFDc \u{1F4DE}" } },
      });
    });
  });
}
