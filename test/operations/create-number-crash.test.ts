import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createOperations } from "../../src/operations/create-operations.ts";
import {
  ACTOR,
  CREATES,
  cleanUp,
  dieAt,
  operationsWith,
  type ProvisioningSetup,
  setUpProvisioning,
} from "./provisioning-setup.ts";

let setup: ProvisioningSetup;
beforeAll(async () => {
  setup = await setUpProvisioning();
});
afterAll(() => setup.close());
afterEach(() => cleanUp(setup));

describe("a process that dies", () => {
  const moments = CREATES.flatMap(([what], index) => [
    [`before the ${what} is made`, index, false] as const,
    [`after the ${what} is made`, index, true] as const,
  ]);

  it.each(moments)("leaves nothing behind when it dies %s", async (_when, index, applied) => {
    const request = setup.request();
    await dieAt(setup, request, index, applied);
    const number = await setup.numberOf(request.phoneNumber);
    expect(number?.status).toBe("provisioning");
    const [job] = setup.jobs.filter(({ name }) => name === "resume_provisioning");
    if (job?.name !== "resume_provisioning") throw new Error("no job");
    // The lease of the dead one is still good: nobody works beside somebody who may only be slow.
    expect(await setup.operations.resumeProvisioning(job.provisioningId)).toMatchObject({ done: false });
    setup.advance(job.startAfterMs + 1_000);
    expect(await setup.operations.resumeProvisioning(job.provisioningId)).toEqual({ done: true });
    expect(setup.leftOutside()).toEqual([]);
    expect(await setup.numberOf(request.phoneNumber)).toBeNull();
    expect(await setup.operations.resumeProvisioning(job.provisioningId)).toEqual({ done: true });
  });

  it("is corrupted, alerted and tried again by itself when what it left cannot be taken down for now", async () => {
    const request = setup.request();
    await dieAt(setup, request, 11, true);
    const [job] = setup.jobs.filter(({ name }) => name === "resume_provisioning");
    if (job?.name !== "resume_provisioning") throw new Error("no job");
    setup.advance(job.startAfterMs + 1_000);
    setup.livekit.faults.add({ kind: "answer", path: "/twirp", status: 500, body: "down" });
    await setup.operations.resumeProvisioning(job.provisioningId);
    const number = await setup.numberOf(request.phoneNumber);
    expect(number).toMatchObject({ status: "corrupted", corruptionCause: "unavailable" });
    const incident = await setup.database.incidents.openOf(number?.id ?? 0);
    expect(incident).toMatchObject({ nextRetryAt: expect.any(Date), retries: 0 });
  });

  it.each([
    ["a credential", 3],
    // The number is on the trunk that is about to go: no fault of whoever asks again.
    ["the link of the number", 8],
  ])("makes the repeats of its request wait until what it left is taken down: %s", async (_last, index) => {
    const request = setup.request();
    await dieAt(setup, request, index, true);
    const busy = {
      code: "conflict",
      message: expect.stringMatching(
        /^\+\d+ is being set up just now, or taken down again .* Try again in a minute\.$/,
      ),
    };
    await expect(setup.operations.createNumber(request, ACTOR)).rejects.toMatchObject(busy);
    const [job] = setup.jobs.filter(({ name }) => name === "resume_provisioning");
    if (job?.name !== "resume_provisioning") throw new Error("no job");
    setup.advance(job.startAfterMs + 1_000);
    await setup.operations.resumeProvisioning(job.provisioningId);
    expect(await setup.operations.createNumber(request, ACTOR)).toMatchObject({ outcome: "created" });
  });

  it("is neither shown, found, deleted nor listed while it is under way", async () => {
    const request = setup.request();
    await dieAt(setup, request, 3, false);
    const id = (await setup.numberOf(request.phoneNumber))?.id ?? 0;
    await expect(setup.operations.showNumber({ id })).rejects.toThrow("There is no phone number");
    await expect(setup.operations.deleteNumber(id, ACTOR)).rejects.toThrow("being set up just now");
    expect((await setup.operations.listNumbers({ page: { afterId: id - 1, size: 1 } })).items).toEqual([]);
  });

  it("is taken up by the sweep when its job is lost", async () => {
    await dieAt(setup, setup.request(), 3, false);
    setup.jobs.length = 0;
    setup.advance(200_000);
    await setup.operations.takeUpIncidents();
    expect(setup.jobs).toContainEqual({
      name: "resume_provisioning",
      provisioningId: expect.any(String),
      startAfterMs: 0,
    });
  });

  it.each(CREATES.map(([what], index) => [what, index] as const))(
    "leaves nothing behind when it was only slow, and wakes up at the %s after the job is through",
    async (_what, index) => {
      const request = setup.request();
      const { telephony, realtime } = setup.deps.provisioning;
      let made = 0;
      const slow = async <T>(work: () => Promise<T>): Promise<T> => {
        made += 1;
        if (made === index + 1) {
          const job = setup.jobs.find(({ name }) => name === "resume_provisioning");
          if (job?.name !== "resume_provisioning") throw new Error("no job");
          setup.advance(job.startAfterMs + 1_000);
          expect(await setup.operations.resumeProvisioning(job.provisioningId)).toEqual({ done: true });
        }
        return work();
      };
      const operations = operationsWith(setup, {
        telephony: { ...telephony, create: (...args) => slow(() => telephony.create(...args)) },
        realtime: { ...realtime, create: (...args) => slow(() => realtime.create(...args)) },
      });
      await expect(operations.createNumber(request, ACTOR)).rejects.toThrow();
      expect(setup.leftOutside()).toEqual([]);
      expect(await setup.numberOf(request.phoneNumber)).toBeNull();
    },
  );

  it("takes down what was made when the database fails right after the answer", async () => {
    const request = setup.request();
    const { deps } = setup;
    let failures = 1;
    const database: typeof deps.database = {
      ...deps.database,
      transaction: (work) =>
        deps.database.transaction((tx) => {
          const complete: typeof tx.provisionings.complete = async (...args) => {
            if (failures > 0 && args[2].outcome === "made") {
              failures -= 1;
              throw new Error("the connection broke");
            }
            return tx.provisionings.complete(...args);
          };
          return work({ ...tx, provisionings: { ...tx.provisionings, complete } });
        }),
    };
    const operations = createOperations({ ...deps, database });
    await expect(operations.createNumber(request, ACTOR)).rejects.toThrow("the connection broke");
    expect(setup.leftOutside()).toEqual([]);
    expect(await setup.numberOf(request.phoneNumber)).toBeNull();
  });
});
