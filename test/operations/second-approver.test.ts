import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NotFound } from "../../src/domain/errors.ts";
import { setUpApprovals } from "./approval-setup.ts";

const MINUTE = 60_000;

let two: Awaited<ReturnType<typeof setUpApprovals>>;
beforeAll(async () => {
  two = await setUpApprovals();
});
afterAll(() => two.harness.close());
beforeEach(() => {
  two.harness.resetOutside();
  two.operations = two.withSecondApprover("required");
});

describe("asking for a second person", () => {
  it.each(["present", "unknown"] as const)("deletes nothing, and asks in the thread (%s)", async (kind) => {
    const { number, approval } = await two.waiting(kind);
    expect(await two.exists(number.id)).toBe(true);
    expect(approval).toMatchObject({ state: "pending", accept: kind === "present" });
    expect(approval.expiresAt.getTime() - approval.requestedAt.getTime()).toBe(30 * MINUTE);
    const { replies, facts } = await two.thread(number.id);
    expect(facts.approval).toMatchObject({ id: approval.id });
    expect(replies.filter(({ mention }) => mention === "approvers")).toMatchObject([
      { by: { kind: "slack_user", id: "U1" }, approval: { id: approval.id, state: "pending" } },
    ]);
    expect(await two.actions(number.id)).toContain("approval_requested");
  });

  it("is not needed for what nobody can tell where it is not required", async () => {
    two.operations = two.withSecondApprover("off");
    const number = await two.corrupted("unknown");
    expect(await two.ask(number, "U1")).toMatchObject({ result: "done", basis: "attested" });
  });

  it("leaves no buttons behind where it is decided while they are on their way", async () => {
    const { number, approval } = await two.waiting("present");
    const { reply } = two.harness.alerts;
    two.harness.alerts.reply = async (...sent) => {
      two.harness.alerts.reply = reply;
      const ts = await reply(...sent);
      await two.decline(approval.id);
      return ts;
    };
    const { replies } = await two.thread(number.id);
    expect(replies.filter(({ mention }) => mention === "approvers").map((r) => r.approval?.state)).toEqual([
      "declined",
    ]);
  });

  it("answers a second wish with the first, also of two people at once", async () => {
    const { number, approval } = await two.waiting("present");
    expect(await two.ask(number, "U2")).toMatchObject({
      result: "waiting",
      isNew: false,
      approval: { id: approval.id },
    });
    await two.decline(approval.id);
    const both = await Promise.all([two.ask(number, "U1"), two.ask(number, "U2")]);
    expect(both.map((each) => each.result === "waiting" && each.isNew).sort()).toEqual([false, true]);
  });

  it("refuses what is still there without the tick, and accepts it not without a reason", async () => {
    const { number, approval } = await two.waiting("present");
    await two.decline(approval.id);
    expect(await two.ask(number, "U1", { acceptLeftovers: false })).toMatchObject({
      decision: { why: "still_present" },
    });
    expect(await two.ask(number, "U1", { reason: "" })).toMatchObject({ decision: { why: "form" } });
  });
});

describe("the second person", () => {
  it("approves: one force delete by the requester, with both names everywhere", async () => {
    const { number, approval } = await two.waiting("present");
    expect(await two.approve(approval.id)).toMatchObject({ result: "done", basis: "accepted" });
    expect(await two.exists(number.id)).toBe(false);
    expect(await two.harness.database.incidents.latestOf(number.id)).toMatchObject({
      outcome: "force_deleted",
      closedBy: { id: "U1" },
      approvedBy: { id: "U2" },
      closedBasis: "accepted",
      closedReason: "the customer keeps it",
    });
    const left = await two.harness.database.leftovers.of(number.id);
    expect(new Set(left.filter(({ sid }) => sid.startsWith("TK")).map(({ state }) => state))).toEqual(
      new Set(["accepted"]),
    );
    expect((await two.harness.auditOf(number.id)).slice(-2)).toMatchObject([
      { action: "approved", actor: { id: "U2" } },
      { action: "force_delete_confirmed", actor: { id: "U1" }, data: { approved_by: { id: "U2" } } },
    ]);
    const { replies, facts } = await two.thread(number.id);
    expect(facts).toMatchObject({ approval: null, incident: { approvedBy: { id: "U2" } } });
    expect(replies.find(({ mention }) => mention === "approvers")?.approval?.state).toBe("approved");
    expect(replies.at(-1)).toMatchObject({ by: { id: "U2" }, mention: "parties" });
  });

  it("approves what people vouch for, where that is required", async () => {
    const { number, approval } = await two.waiting("unknown");
    expect(await two.approve(approval.id)).toMatchObject({ result: "done", basis: "attested" });
    expect(await two.exists(number.id)).toBe(false);
  });

  it("is not the requester, and nobody who may not", async () => {
    const { number, approval } = await two.waiting("present");
    expect(await two.approve(approval.id, "U1")).toMatchObject({ result: "own_wish" });
    expect(await two.approve(approval.id, "U2", false)).toMatchObject({ result: "not_permitted" });
    expect(await two.decline(approval.id, "U2", false)).toMatchObject({ result: "not_permitted" });
    await expect(two.approve("00000000-0000-4000-8000-000000000000")).rejects.toBeInstanceOf(NotFound);
    await expect(two.approve("'; drop table force_delete_requests")).rejects.toBeInstanceOf(NotFound);
    expect(await two.exists(number.id)).toBe(true);
  });

  it("declines, and the requester takes it back: nothing is deleted, and the buttons go", async () => {
    const { number, approval } = await two.waiting("present");
    expect(await two.decline(approval.id)).toMatchObject({ result: "declined" });
    const second = await two.ask(number, "U1");
    if (second.result !== "waiting") throw new Error(second.result);
    expect(await two.decline(second.approval.id, "U1", false)).toMatchObject({ result: "withdrawn" });
    expect(await two.approve(second.approval.id)).toMatchObject({
      result: "decided",
      approval: { state: "declined", decidedBy: { id: "U1" } },
    });
    const { replies } = await two.thread(number.id);
    expect(replies.filter(({ mention }) => mention === "approvers").map((r) => r.approval?.state)).toEqual([
      "declined",
      "declined",
    ]);
    expect(await two.exists(number.id)).toBe(true);
  });

  it("twenty approvals at once, of two people: one force delete, and everybody is told the same", async () => {
    const { number, approval } = await two.waiting("present");
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => two.approve(approval.id, index % 2 === 0 ? "U2" : "U3")),
    );
    expect(results.filter(({ result }) => result === "done")).toHaveLength(1);
    const decided = results.filter(({ result }) => result === "decided");
    expect(decided).toHaveLength(19);
    for (const each of decided)
      expect(each).toMatchObject({ approval: { state: "approved", decidedBy: expect.anything() } });
    expect(await two.deeds(number.id)).toBe(1);
    expect((await two.actions(number.id)).filter((action) => action === "approved")).toHaveLength(1);
  });

  it("approve and decline at once: one of them holds", async () => {
    for (let round = 0; round < 6; round += 1) {
      const { number, approval } = await two.waiting("present");
      const [yes, no] = await Promise.all([two.approve(approval.id, "U2"), two.decline(approval.id, "U3")]);
      const approved = yes.result === "done";
      expect(no.result).toBe(approved ? "decided" : "declined");
      expect(await two.exists(number.id)).toBe(!approved);
      expect(await two.deeds(number.id)).toBe(approved ? 1 : 0);
    }
  });

  it("finds it done after a restart, as often as it is pressed", async () => {
    const { number, approval } = await two.waiting("present");
    await two.approve(approval.id);
    two.operations = two.withSecondApprover("required");
    expect(await two.approve(approval.id)).toMatchObject({
      result: "decided",
      approval: { state: "approved" },
    });
    expect(await two.decline(approval.id)).toMatchObject({
      result: "decided",
      approval: { state: "approved" },
    });
    expect(await two.deeds(number.id)).toBe(1);
  });
});
