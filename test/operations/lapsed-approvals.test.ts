import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
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

describe("a wish lapses", () => {
  const lapsed = async (numberId: number) => {
    const { replies } = await two.thread(numberId);
    return replies.filter(({ mention, approval }) => mention === "parties" && approval?.state === "lapsed");
  };

  it("after thirty minutes, by the sweep, and tells who asked", async () => {
    const { number, approval } = await two.waiting("present");
    two.harness.clock.advance(29 * MINUTE);
    await two.operations.takeUpIncidents();
    expect((await two.harness.database.approvals.find(approval.id))?.state).toBe("pending");
    two.harness.clock.advance(MINUTE);
    await two.operations.takeUpIncidents();
    expect((await two.harness.database.approvals.find(approval.id))?.state).toBe("lapsed");
    expect(await two.approve(approval.id)).toMatchObject({
      result: "decided",
      approval: { state: "lapsed" },
    });
    expect((await lapsed(number.id)).map(({ text }) => text).join()).toContain("nobody decided in time");
    expect(await two.actions(number.id)).toContain("approval_lapsed");
    expect(await two.exists(number.id)).toBe(true);
  });

  it("after thirty minutes where no sweep has seen it yet, for whoever presses or asks next", async () => {
    const { approval } = await two.waiting("present");
    two.harness.clock.advance(30 * MINUTE);
    expect(await two.approve(approval.id)).toMatchObject({ result: "lapsed", reason: { why: "time" } });
    const other = await two.waiting("present");
    two.harness.clock.advance(30 * MINUTE);
    expect(await two.ask(other.number, "U2")).toMatchObject({ result: "waiting", isNew: true });
  });

  it("where something changed, and tells both", async () => {
    const { number, approval } = await two.waiting("present");
    two.harness.outside.there.clear();
    expect(await two.approve(approval.id)).toMatchObject({
      result: "lapsed",
      reason: {
        why: "facts_changed",
        differences: expect.arrayContaining([expect.objectContaining({ was: "present", is: "gone" })]),
      },
    });
    expect(await lapsed(number.id)).toMatchObject([
      { approval: { requestedBy: { id: "U1" }, decidedBy: { id: "U2" } } },
    ]);
    expect(await two.exists(number.id)).toBe(true);
    // What is proven gone needs nobody: the requester goes on alone.
    expect(await two.ask(number, "U1")).toMatchObject({ result: "done", basis: "proven" });
  });

  it("where the record was force-deleted otherwise", async () => {
    const { number, approval } = await two.waiting("present");
    await two.operations.forceDeleteByApi(number.id, "platform");
    expect(await two.approve(approval.id)).toMatchObject({
      result: "decided",
      approval: { state: "lapsed" },
    });
    expect((await lapsed(number.id))[0]?.text).toContain("the record was removed in the meantime");
    expect(await two.deeds(number.id)).toBe(1);
  });

  it("where the number is not corrupted any more", async () => {
    const { number, approval } = await two.waiting("present");
    await two.harness.sql(`update phone_numbers set status = 'active' where id = ${number.id}`);
    expect(await two.approve(approval.id)).toMatchObject({
      result: "lapsed",
      reason: { why: "not_corrupted", status: "active" },
    });
    const other = await two.waiting("present");
    await two.harness.sql(`update phone_numbers set status = 'active' where id = ${other.number.id}`);
    await two.operations.takeUpIncidents();
    expect((await two.harness.database.approvals.find(other.approval.id))?.state).toBe("lapsed");
  });

  it("where another look recorded something else between the decision and the deed", async () => {
    two.operations = two.harness.operations;
    const { number, approval } = await two.waiting("present");
    const other = `update external_resources set state = 'gone' where sid = '${number.twilioTrunkSid}'`;
    // The first reading is before the look, the second after it.
    two.harness.afterNextVerification = async () => {
      two.harness.afterNextVerification = () => two.harness.sql(other);
    };
    expect(await two.approve(approval.id)).toMatchObject({
      result: "lapsed",
      reason: { why: "facts_changed", differences: [{ was: "present", is: "gone" }] },
    });
    expect(await two.exists(number.id)).toBe(true);
  });
});
