import { describe, expect, it } from "vitest";
import { Conflict } from "../../src/domain/errors.ts";
import { type Catalogue, PLATFORM, useCatalogue } from "../support/catalogue-harness.ts";
import { cleanUpByHand } from "../support/catalogue-seeds.ts";

const catalogue = useCatalogue();
/** Steps of a teardown of one of everything: two unlinks, and a removal for each of eight resources. */
const STEPS = 10;

describe("two people at once", () => {
  it("case 33: two deletes on two replicas: one does it, the other is told who is at it", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const results = await Promise.allSettled([world.remove(id), world.replica().deleteNumber(id, PLATFORM)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const refusal = results.find((result) => result.status === "rejected")?.reason;
    expect(refusal).toBeInstanceOf(Conflict);
    expect(refusal).toMatchObject({
      message: `${owned.phoneNumber} is being deleted already.`,
      by: PLATFORM,
    });
    expect(world.changes()).toHaveLength(STEPS);
    expect(new Set(world.changes()).size).toBe(STEPS);
  });

  it("case 33: two force deletes on two replicas: one does it, the other sees the same outcome", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    await world.corrupt(id);
    const [mine, theirs] = [await openChecked(world, id, "U1"), await openChecked(world, id, "U2")];
    const results = await Promise.all([
      submit(world.operations, mine, "U1", owned.phoneNumber),
      submit(world.replica(), theirs, "U2", owned.phoneNumber),
    ]);
    expect(results.map(({ result }) => result).sort()).toEqual(["already_done", "done"]);
    expect((await world.database.leftovers.of(id)).length).toBe(8);
    const deeds = (await world.database.readAudit(1, 10_000)).filter(
      ({ action, phoneNumberId }) => action === "force_delete_confirmed" && phoneNumberId === id,
    );
    expect(deeds).toHaveLength(1);
  });

  it("case 33: a delete beside a force delete: one of them ends the number, and nothing is done twice", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    await world.corrupt(id);
    const modalId = await openChecked(world, id, "U1");
    const [force, normal] = await Promise.allSettled([
      submit(world.operations, modalId, "U1", owned.phoneNumber),
      world.replica().deleteNumber(id, PLATFORM),
    ]);
    expect(await world.status(id)).toBe("removed");
    const forced = force.status === "fulfilled" && force.value.result === "done";
    const removed = normal.status === "fulfilled" && normal.value.outcome === "removed";
    expect([forced, removed].filter(Boolean)).toHaveLength(1);
  });
});

describe("a process that dies in the middle", () => {
  for (const step of Array.from({ length: STEPS }, (_, index) => index + 1))
    it(`case 47: a teardown that stopped after step ${step} of ${STEPS} is finished by another replica, each step applied once`, async () => {
      const world = catalogue();
      const { id, owned } = await world.number();
      world.reins.dieAfterSteps = step;
      void world.remove(id);
      await world.reins.died;
      expect(await world.status(id)).toBe("deleting");
      const run = await world.database.teardowns.openOf(id);
      if (run === null) throw new Error("there is no open run");

      // The dead process still holds the run until its lease is over.
      expect(await world.replica().resumeTeardown(run.id)).toMatchObject({ done: false });
      world.clock.advance(60_000);
      expect(await world.replica().resumeTeardown(run.id)).toEqual({ done: true });
      expect(await world.status(id)).toBe("removed");
      expect(world.twilio.resources().map(({ sid }) => sid)).toEqual([owned.number]);
      expect([...world.livekit.inboundTrunks(), ...world.livekit.dispatchRules()]).toEqual([]);
      // What was applied before is either not tried again, or answered with "not there": that counts as done.
      const applied = [...world.twilio.calls, ...world.livekit.calls].filter(
        ({ status, method, path }) => status === 204 || (method === "POST" && path.includes("Delete")),
      );
      expect(applied).toHaveLength(STEPS);
    });

  it("case 47: the job that goes on with it was enqueued when the number became deleting", async () => {
    const world = catalogue();
    const { id } = await world.number();
    world.reins.dieAfterSteps = 1;
    void world.remove(id);
    await world.reins.died;
    const run = await world.database.teardowns.openOf(id);
    expect(world.jobs).toContainEqual({
      name: "tear_down_number",
      runId: run?.id,
      startAfterMs: expect.any(Number),
    });
  });
});

describe("buttons that are pressed twice, and old ones", () => {
  it("case 48: the same request is acted on once, on whatever replica it arrives again", async () => {
    const world = catalogue();
    const key = "view_submission:V1:7";
    expect(await world.operations.isFirst(key)).toBe(true);
    expect(await world.operations.isFirst(key)).toBe(false);
    expect(await world.replica().isFirst(key)).toBe(false);
  });

  it("case 48: Retry clean-up pressed twice starts one clean-up", async () => {
    const world = catalogue();
    const { id } = await world.number();
    await world.corrupt(id);
    const by = { kind: "slack_user", id: "U1" } as const;
    const presses = await Promise.allSettled([
      world.operations.retryCleanUp(id, by),
      world.replica().retryCleanUp(id, by),
    ]);
    expect(presses.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(world.jobs.filter(({ name }) => name === "tear_down_number")).toHaveLength(1);
    expect(await world.alert(id)).toContain("is being cleaned up");
  });

  it("case 48: a window that is submitted again after the deed only tells who did it", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    await world.corrupt(id);
    const modalId = await openChecked(world, id, "U1");
    expect(await submit(world.operations, modalId, "U1", owned.phoneNumber)).toMatchObject({
      result: "done",
    });
    expect(await submit(world.operations, modalId, "U1", owned.phoneNumber)).toMatchObject({
      result: "already_done",
      incident: { closedBy: { kind: "slack_user", id: "U1" } },
    });
  });

  it("case 48: an old window does not delete the number that has the same phone number now", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    await world.corrupt(id);
    const old = await openChecked(world, id, "U1");
    await world.operations.forceDeleteByApi(id, "platform");
    const again = await world.number({}, owned);
    await world.corrupt(again.id);
    expect(await submit(world.operations, old, "U1", owned.phoneNumber)).toMatchObject({
      result: "already_done",
    });
    expect(await world.status(again.id)).toBe("corrupted");
  });
});

async function openChecked({ operations }: Catalogue, id: number, userId: string): Promise<string> {
  const { modalId } = await operations.openForceDelete(id, userId);
  await operations.checkForceDelete(modalId);
  return modalId;
}

function submit(operations: Catalogue["operations"], modalId: string, userId: string, phoneNumber: string) {
  const form = { digits: phoneNumber.slice(-4), ticks: [], reason: "", acceptLeftovers: false };
  return operations.submitForceDelete({ modalId, userId, mayAct: true, form });
}
