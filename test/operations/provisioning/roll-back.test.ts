import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createOperations } from "../../../src/operations/create-operations.ts";
import type { CreateRequest } from "../../../src/operations/operations.ts";
import {
  ACTOR,
  CREATES,
  cleanUp,
  dieAt,
  failedOf,
  operationsWith,
  type ProvisioningSetup,
  setUpProvisioning,
} from "../provisioning-setup.ts";

let setup: ProvisioningSetup;
beforeAll(async () => {
  setup = await setUpProvisioning();
});
afterAll(() => setup.close());
afterEach(() => cleanUp(setup));

/** As another program does it, with plain SQL. */
const removeRow = (id: number) => setup.migrated.pool.query("delete from phone_numbers where id = $1", [id]);
const idOf = async (request: CreateRequest) => (await setup.numberOf(request.phoneNumber))?.id ?? 0;
const auditOf = async (id: number) =>
  (await setup.database.readAudit(1, 10_000)).filter(({ phoneNumberId }) => phoneNumberId === id);
const outcomeOf = async (id: number) =>
  (await setup.migrated.pool.query("select outcome from provisionings where phone_number_id = $1", [id]))
    .rows[0]?.outcome;
const forbidDeletes = () =>
  setup.twilio.faults.add({
    kind: "answer",
    method: "DELETE",
    path: "^/v1/Trunks/TK\\w+$",
    status: 403,
    body: { code: 20403, message: "Forbidden", status: 403 },
  });

/** The same operations; `act` is done by another program right before the given create is sent. */
function actingBefore(index: number, act: () => Promise<unknown>) {
  const { telephony, realtime } = setup.deps.provisioning;
  let made = 0;
  const hooked = async <T>(work: () => Promise<T>): Promise<T> => {
    if (made === index) await act();
    made += 1;
    return work();
  };
  return {
    operations: operationsWith(setup, {
      telephony: { ...telephony, create: (...args) => hooked(() => telephony.create(...args)) },
      realtime: { ...realtime, create: (...args) => hooked(() => realtime.create(...args)) },
    }),
    made: () => made,
  };
}

/** The job of the process that died, when its lease is over. */
function resumeLater(operations = setup.operations) {
  const [job] = setup.jobs.filter(({ name }) => name === "resume_provisioning");
  if (job?.name !== "resume_provisioning") throw new Error("no job");
  setup.advance(job.startAfterMs + 1_000);
  return operations.resumeProvisioning(job.provisioningId);
}

describe("a number whose row another program removes while it is set up", () => {
  it.each([0, 4, 8, 11])("has everything taken down again: before create %i", async (index) => {
    const request = setup.request();
    let id = 0;
    const { operations, made } = actingBefore(index, async () => {
      id = await idOf(request);
      await removeRow(id);
    });
    const { errors, left } = failedOf(await operations.createNumber(request, ACTOR));
    expect(left).toBeNull();
    expect(errors).toEqual({
      base: [
        "another program changed the number meanwhile. Everything that was made before has been taken down again.",
      ],
    });
    expect(setup.leftOutside()).toEqual([]);
    // It is noticed before the next thing is made.
    expect(made()).toBe(index + 1);
    expect((await auditOf(id)).at(-1)).toMatchObject({ action: "provisioning_rolled_back" });
    expect(await outcomeOf(id)).toBe("removed");
    expect(await setup.database.leftovers.of(id)).toEqual([]);
  });

  it("is told with what could not be taken down, which the register of leftovers keeps", async () => {
    forbidDeletes();
    const request = setup.request();
    let id = 0;
    const { operations } = actingBefore(8, async () => {
      id = await idOf(request);
      await removeRow(id);
    });
    const { errors, left } = failedOf(await operations.createNumber(request, ACTOR));
    expect(left).toBeNull();
    const trunk = setup.twilio.resources().find(({ kind }) => kind === "TK")?.sid;
    expect(errors["base"]?.[0]).not.toContain("Everything");
    expect(errors["base"]?.[0]).toMatch(
      new RegExp(`Another program has removed the record; .* remove them by hand: SIP trunk ${trunk}`),
    );
    const leftovers = await setup.database.leftovers.of(id);
    const standing = leftovers.filter(({ state }) => state !== "gone");
    expect(standing.map(({ sid }) => sid).sort()).toEqual(
      setup
        .leftOutside()
        .filter((sid) => !/^(CR|IP)/.test(sid))
        .sort(),
    );
    expect(standing[0]).toMatchObject({
      sid: trunk,
      state: "present",
      phoneNumber: request.phoneNumber,
      label: request.label,
    });
    for (const { sid } of standing) expect(errors["base"]?.[0]).toContain(sid);
    expect((await auditOf(id)).at(-1)).toMatchObject({
      action: "provisioning_failed",
      data: { found: "removed" },
    });
    expect(await outcomeOf(id)).toBe("corrupted");
  });

  it("is taken down by another process where its own has died, with what its last call has made", async () => {
    const request = setup.request();
    await dieAt(setup, request, 11, true);
    const id = await idOf(request);
    await removeRow(id);
    expect(await resumeLater()).toEqual({ done: true });
    expect(setup.leftOutside()).toEqual([]);
    expect((await auditOf(id)).at(-1)).toMatchObject({ action: "provisioning_rolled_back" });
  });

  it("is looked for in its own account and region by the process that takes it up", async () => {
    const request = setup.request({ twilioRegion: "ie1" });
    await dieAt(setup, request, 0, true);
    await removeRow(await idOf(request));
    const { telephony } = setup.deps.provisioning;
    const asked: string[] = [];
    const find: typeof telephony.find = (access, ...rest) => {
      asked.push(`${access.accountSid} ${access.region}`);
      return telephony.find(access, ...rest);
    };
    await resumeLater(operationsWith(setup, { telephony: { ...telephony, find } }));
    expect(asked[0]).toBe(`${request.twilioAccountSid} ie1`);
    expect(setup.leftOutside()).toEqual([]);
  });

  it("claims nothing of what a version before began, which kept no record of it", async () => {
    const request = setup.request();
    await dieAt(setup, request, 8, true);
    const id = await idOf(request);
    await setup.migrated.pool.query("update provisionings set record = null where phone_number_id = $1", [
      id,
    ]);
    await removeRow(id);
    await resumeLater();
    const leftovers = await setup.database.leftovers.of(id);
    const there = setup.twilio.resources().filter(({ kind }) => ["TK", "CL", "AL", "OU"].includes(kind));
    expect(there.length).toBeGreaterThan(3);
    for (const { sid } of there)
      expect(leftovers).toContainEqual(expect.objectContaining({ sid, state: "unknown" }));
  });

  it("has what may stand registered where taking it down breaks off", async () => {
    const request = setup.request();
    await dieAt(setup, request, 0, true);
    const id = await idOf(request);
    await removeRow(id);
    const bug = () => {
      throw new TypeError("a bug");
    };
    const broken = createOperations({ ...setup.deps, vault: { accessFor: async () => bug() } });
    await expect(resumeLater(broken)).rejects.toThrow("a bug");
    expect(await setup.database.leftovers.of(id)).toMatchObject([
      { kind: "twilio_sip_trunk", state: "unknown", sid: expect.stringMatching(/^lm-\d+-\w+-trunk$/) },
    ]);
    expect((await auditOf(id)).at(-1)).toMatchObject({ action: "provisioning_failed" });
  });
});

describe("a number that another program sets to something else while it is set up", () => {
  it.each([
    ["corrupted", "corrupted"],
    ["active", "corrupted"],
  ])("is left to people, with what was made by then and nothing more: %s", async (theirs, becomes) => {
    const request = setup.request();
    const { operations, made } = actingBefore(2, () =>
      setup.migrated.pool.query("update phone_numbers set status = $1 where phone_number = $2", [
        theirs,
        request.phoneNumber,
      ]),
    );
    const { errors, left } = failedOf(await operations.createNumber(request, ACTOR));
    expect(left?.number.status).toBe(becomes);
    expect(errors["base"]?.[0]).toContain("Not everything that was made could be taken down again.");
    expect(made()).toBe(3);
    const listed = left?.resources.map(({ sid }) => sid) ?? [];
    expect([...listed].sort()).toEqual(setup.leftOutside().sort());
  });

  it("is corrupted where it was set to active and the roll-back breaks off", async () => {
    const request = setup.request();
    await dieAt(setup, request, CREATES.length - 1, true);
    const id = await idOf(request);
    const vault: typeof setup.deps.vault = {
      accessFor: async () => {
        await setup.migrated.pool.query("update phone_numbers set status = 'active' where id = $1", [id]);
        throw new TypeError("a bug");
      },
    };
    const broken = createOperations({ ...setup.deps, vault });
    await expect(resumeLater(broken)).rejects.toThrow("a bug");
    expect(await setup.database.numbers.find(id)).toMatchObject({
      status: "corrupted",
      corruptionCause: "conflict",
    });
  });
});
