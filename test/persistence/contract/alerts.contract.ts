import { describe, expect, it } from "vitest";
import type { AlertTurn } from "../../../src/operations/ports/incident-store.ts";
import type { Database } from "../../../src/operations/ports/store.ts";
import { NOW, secondsBefore } from "../../support/factories.ts";
import { recordCorrupted } from "../../support/new-number.ts";

const LATER = secondsBefore(-30);
const MESSAGE = { channel: "C1", ts: "1700000000.000100" };
const MANY = 10_000;

/** What any AlertOutbox must do. */
export function alertsContract(store: () => Database): void {
  const alerts = () => store().alerts;
  const claim = async (id: number, owner = "A", now = NOW): Promise<AlertTurn> => {
    const turn = await alerts().claim(id, owner, now, LATER);
    if (typeof turn === "string") throw new Error(`no turn: ${turn}`);
    return turn;
  };
  const openIncident = async () => (await recordCorrupted(store())).incident.id;

  describe("the outbox of alerts", () => {
    it("lets one at a time send, and says when there is nothing to send", async () => {
      const id = await openIncident();
      expect(await alerts().listBehind(MANY)).toContain(id);
      const turn = await claim(id);
      expect(turn).toMatchObject({ incident: { id }, wanted: 1, postTriedAt: null, notes: [] });
      expect(await alerts().claim(id, "B", NOW, LATER)).toBe("busy");
      expect(await alerts().claim(id, "A", NOW, LATER)).toBe("busy");
      expect(await alerts().shown(id, "A", turn.wanted)).toBe(true);
      expect(await alerts().claim(id, "B", NOW, LATER)).toBe("nothing");
      expect(await alerts().listBehind(MANY)).not.toContain(id);
      expect(await alerts().claim(2 ** 31, "A", NOW, LATER)).toBe("nothing");
    });

    it("knows who waits for a first message, but for those whose holder is silent", async () => {
      const ids = [await openIncident(), await openIncident(), await openIncident(), await openIncident()];
      const [first = 0, second = 0, third = 0, last = 0] = ids;
      const held = { from: NOW, until: secondsBefore(-18) };
      const olderThan = (id: number) => alerts().unpostedBefore(id, held);
      const earlier = (await olderThan(first)).amount;
      const waiting = async () => {
        const { oldest, amount } = await olderThan(last);
        return { amount: amount - earlier, ...(earlier === 0 ? { oldest } : {}) };
      };
      const expected = (amount: number, oldest: number) => ({ amount, ...(earlier === 0 ? { oldest } : {}) });
      expect(await waiting()).toEqual(expected(3, first));
      await alerts().posted(first, MESSAGE);
      expect(await waiting()).toEqual(expected(2, second));
      // Held by somebody who is alive: its lease ends later than a silent one's would.
      await alerts().claim(second, "A", NOW, LATER);
      expect(await waiting()).toEqual(expected(2, second));
      await alerts().renew(second, "A", held.until);
      expect(await waiting()).toEqual(expected(1, third));
      await alerts().renew(second, "A", NOW);
      expect(await waiting()).toEqual(expected(2, second));
    });

    it("is not done while more was wanted during the turn", async () => {
      const id = await openIncident();
      const turn = await claim(id);
      await store().incidents.touch(id);
      expect(await alerts().shown(id, "A", turn.wanted)).toBe(false);
      const next = await claim(id);
      expect(next.wanted).toBe(turn.wanted + 1);
      expect(await alerts().shown(id, "A", next.wanted)).toBe(true);
    });

    it("wants the end of an incident to be shown", async () => {
      const id = await openIncident();
      await alerts().shown(id, "A", (await claim(id)).wanted);
      const by = { kind: "system", name: "test" } as const;
      await store().incidents.close(id, {
        at: NOW,
        outcome: "removed",
        by,
        reason: null,
        basis: null,
        approvedBy: null,
      });
      expect(await claim(id)).toMatchObject({ incident: { closedAt: NOW, outcome: "removed" } });
    });

    it("is given to another when a lease runs out or is given up", async () => {
      const id = await openIncident();
      await claim(id, "A");
      await claim(id, "B", LATER);
      await alerts().giveUp(id, "A");
      expect(await alerts().claim(id, "C", NOW, LATER)).toBe("busy");
      await alerts().giveUp(id, "B");
      await claim(id, "C");
    });

    it("shows the newest state again when a lease was lost: the late one may have overwritten it", async () => {
      const id = await openIncident();
      const late = await claim(id, "A");
      const turn = await claim(id, "B", LATER);
      expect(await alerts().shown(id, "B", turn.wanted)).toBe(true);
      expect(await alerts().shown(id, "A", late.wanted)).toBe(false);
      expect(await claim(id, "A")).toMatchObject({ wanted: turn.wanted + 1 });
    });

    it("remembers a post whose answer was lost until the answer is known", async () => {
      const id = await openIncident();
      await claim(id);
      await alerts().postTried(id, NOW, true);
      await alerts().giveUp(id, "A");
      expect(await claim(id)).toMatchObject({ postTriedAt: NOW });
      await alerts().posted(id, MESSAGE);
      await alerts().giveUp(id, "A");
      expect(await claim(id)).toMatchObject({
        postTriedAt: null,
        incident: { alertChannel: MESSAGE.channel, alertTs: MESSAGE.ts },
      });
    });

    it("has a lost message posted anew", async () => {
      const id = await openIncident();
      const turn = await claim(id);
      await alerts().postTried(id, NOW, true);
      await alerts().posted(id, MESSAGE);
      await alerts().lost(id, MESSAGE.ts);
      expect(await alerts().shown(id, "A", turn.wanted)).toBe(false);
      expect(await claim(id)).toMatchObject({
        postTriedAt: null,
        incident: { alertChannel: null, alertTs: null },
      });
    });

    it("keeps the message that has taken the place of one that is found lost only now", async () => {
      const id = await openIncident();
      await claim(id);
      await alerts().posted(id, MESSAGE);
      await alerts().lost(id, "1.0");
      expect(await store().incidents.find(id)).toMatchObject({ alertTs: MESSAGE.ts });
    });

    describe("a call to those on call", () => {
      const mentionedAt = async (id: number) => (await store().incidents.find(id))?.mentionedAt;

      it("is made by one post, and stands when the post is found again", async () => {
        const id = await openIncident();
        expect(await alerts().postTried(id, NOW, true)).toBe(true);
        await alerts().posted(id, MESSAGE);
        expect(await mentionedAt(id)).toEqual(NOW);
        await alerts().lost(id, MESSAGE.ts);
        expect(await alerts().postTried(id, LATER, true)).toBe(false);
        expect(await mentionedAt(id)).toEqual(NOW);
      });

      it("is made by the next post where the first did not arrive", async () => {
        const id = await openIncident();
        await alerts().postTried(id, NOW, true);
        expect(await alerts().postTried(id, LATER, true)).toBe(true);
        expect(await mentionedAt(id)).toEqual(LATER);
      });

      it("is taken back where the next post is not to call", async () => {
        const id = await openIncident();
        await alerts().postTried(id, NOW, true);
        expect(await alerts().postTried(id, LATER, false)).toBe(false);
        expect(await mentionedAt(id)).toBeNull();
      });

      it("is not made again, nor forgotten, by a post where the thread has called already", async () => {
        const id = await openIncident();
        await store().incidents.change(id, { mentionedAt: NOW });
        expect(await alerts().postTried(id, LATER, true)).toBe(false);
        expect(await alerts().postTried(id, secondsBefore(-60), false)).toBe(false);
        expect(await mentionedAt(id)).toEqual(NOW);
      });
    });

    it("says each note once, in order, and knows which were tried", async () => {
      const id = await openIncident();
      await alerts().shown(id, "A", (await claim(id)).wanted);
      await store().incidents.note(id, { text: "first\u0000" }, NOW);
      await store().incidents.note(id, { text: "second" }, NOW);
      const { notes } = await claim(id);
      expect(notes).toMatchObject([
        { text: "first", triedAt: null },
        { text: "second", triedAt: null },
      ]);
      await alerts().noteTried(notes[0]!.id, NOW);
      await alerts().noteTried(notes[1]!.id, NOW);
      await alerts().notePosted(notes[0]!.id, "1700000000.000200");
      await alerts().giveUp(id, "A");
      expect((await claim(id)).notes).toMatchObject([{ id: notes[1]!.id, text: "second", triedAt: NOW }]);
    });
  });
}
