import { describe, expect, it } from "vitest";
import { type ExternalResource, resourceKey } from "../../../src/domain/external-resource.ts";
import { uncheckedResource } from "../../../src/domain/recorded-resources.ts";
import type { Database } from "../../../src/operations/ports/store.ts";
import { aResource, NOW, secondsBefore, sid } from "../../support/factories.ts";
import { record } from "../../support/new-number.ts";

/** What any ResourceStore must do. */
export function resourcesContract(store: () => Database): void {
  const resources = () => store().resources;

  describe("resources", () => {
    it("gives back what was saved, in resource order, and [] for a number without any", async () => {
      const { id } = await record(store());
      expect(await resources().of(id)).toEqual([]);
      const saved = [
        aResource("livekit_dispatch_rule", {
          state: "kept",
          sharedWith: ["number +1", 'a "b", {c}'],
          detail: "shared",
        }),
        aResource("twilio_trunk_number", {
          state: "unknown",
          cause: "rate_limited",
          providerCode: "20429",
          requestId: "RQ1",
        }),
        aResource("twilio_sip_trunk", {
          state: "gone",
          how: "GET, 404",
          removedAt: NOW,
          ownership: "unproven",
        }),
      ];
      await resources().save(id, saved);
      const [rule, link, trunk] = saved;
      expect(await resources().of(id)).toEqual([trunk, link, rule]);
    });

    it("reads many numbers at once, and leaves out those without any", async () => {
      const [a, b, none] = [await record(store()), await record(store()), await record(store())];
      await resources().save(a.id, [aResource("twilio_sip_trunk")]);
      await resources().save(b.id, [aResource("livekit_dispatch_rule"), aResource("twilio_sip_trunk")]);
      const found = await resources().ofMany([a.id, b.id, none.id, 2 ** 40]);
      expect([...found.keys()].sort()).toEqual([a.id, b.id].sort());
      expect(found.get(b.id)).toEqual(await resources().of(b.id));
      expect(await resources().ofMany([])).toEqual(new Map());
    });

    it("replaces what is known, but never forgets that it was removed, nor what it was called", async () => {
      const { id } = await record(store());
      const seen = aResource("twilio_sip_trunk", { removedAt: secondsBefore(10), lastSeenName: "support" });
      await resources().save(id, [seen]);
      const later = aResource("twilio_sip_trunk", {
        state: "gone",
        detail: "404",
        removedAt: null,
      });
      await resources().save(id, [later]);
      expect(await resources().of(id)).toEqual([
        { ...later, removedAt: seen.removedAt, lastSeenName: "support" },
      ]);
    });

    it("takes the last of two with the same key, and nothing at all for none", async () => {
      const { id } = await record(store());
      const trunk = aResource("twilio_sip_trunk");
      await resources().save(id, [trunk, { ...trunk, detail: "newer" }]);
      await resources().save(id, []);
      expect(await resources().of(id)).toEqual([{ ...trunk, detail: "newer" }]);
    });

    describe("ticks", () => {
      const trunk = aResource("twilio_sip_trunk", { state: "unknown" });
      const list = aResource("twilio_credential_list", { state: "unknown" });
      const at = secondsBefore(60);
      const ticksOf = async (id: number) =>
        Object.fromEntries(
          (await resources().of(id)).map((r) => [r.kind, r.tickedBy && [r.tickedBy, r.tickedAt]]),
        );
      const recordWith = async (...known: ExternalResource[]) => {
        const { id } = await record(store());
        await resources().save(id, known);
        return id;
      };

      it("replace the person's own, leave those of others, and keep the time of an older one", async () => {
        const id = await recordWith(trunk, list);
        await resources().tick(id, [resourceKey(trunk), resourceKey(list)], "U1", at);
        await resources().tick(id, [resourceKey(trunk)], "U1", NOW);
        expect(await ticksOf(id)).toEqual({ twilio_sip_trunk: ["U1", at], twilio_credential_list: null });
        await resources().tick(id, [resourceKey(list)], "U2", NOW);
        expect(await ticksOf(id)).toEqual({
          twilio_sip_trunk: ["U1", at],
          twilio_credential_list: ["U2", NOW],
        });
        await resources().tick(id, [], "U1", NOW);
        expect(await ticksOf(id)).toEqual({ twilio_sip_trunk: null, twilio_credential_list: ["U2", NOW] });
      });

      it("survive a look that found the same, made before the tick", async () => {
        const id = await recordWith(trunk);
        await resources().tick(id, [resourceKey(trunk)], "U1", at);
        await resources().save(id, [{ ...trunk, detail: "still cannot tell", checkedAt: secondsBefore(-5) }]);
        expect(await ticksOf(id)).toEqual({ twilio_sip_trunk: ["U1", at] });
      });

      it("fall when the state moves", async () => {
        const id = await recordWith(trunk);
        await resources().tick(id, [resourceKey(trunk)], "U1", at);
        await resources().save(id, [{ ...trunk, state: "present", tickedBy: "U1", tickedAt: at }]);
        expect(await ticksOf(id)).toEqual({ twilio_sip_trunk: null });
      });

      it("survive the first look of all, which moves nothing that a person had seen", async () => {
        const id = await recordWith(uncheckedResource(trunk));
        await resources().tick(id, [resourceKey(trunk)], "U1", at);
        await resources().save(id, [aResource("twilio_sip_trunk")]);
        expect(await ticksOf(id)).toEqual({ twilio_sip_trunk: ["U1", at] });
      });
    });

    it("are found by account where they were seen, but the time was over before their users were", async () => {
      const [ours, theirs] = [sid("AC", "1"), sid("AC", "2")];
      const seen = { state: "unknown", cause: "timeout", checkedAt: NOW, lastSeenAt: NOW } as const;
      const withAccount = async (twilioAccountSid: string, ...saved: ExternalResource[]) => {
        const { id } = await record(store(), { twilioAccountSid });
        await resources().save(id, saved);
        return id;
      };
      const waiting = await withAccount(
        ours,
        aResource("twilio_credential_list", seen),
        aResource("twilio_connection_policy", seen),
      );
      const second = await withAccount(ours, aResource("twilio_ip_access_control_list", seen));
      await withAccount(theirs, aResource("twilio_credential_list", seen));
      await withAccount(ours, aResource("twilio_sip_trunk", seen));
      await withAccount(ours, aResource("twilio_credential_list", { ...seen, lastSeenAt: secondsBefore(5) }));
      await withAccount(ours, aResource("twilio_credential_list", { ...seen, cause: "permission" }));
      await withAccount(ours, aResource("twilio_credential_list", { ...seen, state: "present" }));
      expect(await resources().awaitingScan(ours, 10)).toEqual([waiting, second]);
      expect(await resources().awaitingScan(ours, 1)).toEqual([waiting]);
    });

    it("belong to one number: another with the same id has its own", async () => {
      const [a, b] = [await record(store()), await record(store())];
      await resources().save(a.id, [aResource("twilio_sip_trunk")]);
      await resources().save(b.id, [aResource("twilio_sip_trunk", { state: "gone" })]);
      await resources().tick(a.id, [resourceKey(aResource("twilio_sip_trunk"))], "U1", NOW);
      expect(await resources().of(b.id)).toMatchObject([{ state: "gone", tickedBy: null }]);
    });
  });
}
