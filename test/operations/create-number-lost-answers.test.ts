import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createOperations } from "../../src/operations/create-operations.ts";
import {
  ACTOR,
  CREATES,
  cleanUp,
  createdOf,
  failedOf,
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

const create = (request: Parameters<typeof setup.operations.createNumber>[0]) =>
  setup.operations.createNumber(request, ACTOR);
const of = (kind: string) => setup.twilio.resources().filter((one) => one.kind === kind);

describe("an answer that was lost", () => {
  const losses = [
    { kind: "applied_then_reset" },
    { kind: "applied_then_answer", status: 500, body: "oops" },
  ] as const;
  const cases = CREATES.flatMap(([what, provider, path]) =>
    losses.map((loss) => [what, loss.kind, provider, path, loss] as const),
  );

  it.each(cases)("makes exactly one %s (%s)", async (_what, _kind, provider, path, loss) => {
    setup[provider].faults.add({ ...loss, method: "POST", path, times: 1 });
    const created = createdOf(await create(setup.request()));
    const counts = ["TK", "OU", "CL", "CR", "AL", "IP"].map((kind) => of(kind).length);
    expect(counts).toEqual([1, 1, 1, 1, 1, 1]);
    const { livekit } = setup;
    expect(
      [livekit.inboundTrunks(), livekit.outboundTrunks(), livekit.dispatchRules()].map((all) => all.length),
    ).toEqual([1, 1, 1]);
    expect(created.resources).toHaveLength(8);
    expect(
      setup[provider].calls.filter(({ method, path: at }) => method === "POST" && new RegExp(path).test(at)),
    ).toHaveLength(1);
  });

  it.each(CREATES)("makes the %s again when nothing was made of it", async (_what, provider, path) => {
    setup[provider].faults.add({ kind: "reset", method: "POST", path, times: 1 });
    expect(createdOf(await create(setup.request())).resources).toHaveLength(8);
  });

  it("is not taken for nothing where nobody can be asked: the number stays, corrupted, until it is told", async () => {
    setup.twilio.faults.add({ kind: "applied_then_reset", method: "POST", path: "^/v1/Trunks$" });
    setup.twilio.faults.add({
      kind: "answer",
      method: "GET",
      path: "^/v1/Trunks$",
      status: 503,
      body: "down",
    });
    const { left } = failedOf(await create(setup.request()));
    expect(left?.number.status).toBe("corrupted");
    expect(left?.resources).toMatchObject([
      { kind: "twilio_sip_trunk", sid: expect.stringMatching(/^lm-\d+-\w+-trunk$/), state: "unknown" },
    ]);
    const id = left?.number.id ?? 0;
    expect((await setup.operations.verifyNumber(id)).resources).toMatchObject([
      { state: "unknown", sid: expect.stringMatching(/^lm-/) },
    ]);
    setup.twilio.faults.clear();
    expect((await setup.operations.verifyNumber(id)).resources).toMatchObject([
      { state: "present", sid: of("TK")[0]?.sid },
    ]);
    expect(await setup.operations.deleteNumber(id, ACTOR)).toEqual({ outcome: "removed" });
    expect(setup.leftOutside()).toEqual([]);
  });

  it("is left to a person where there are several of the name", async () => {
    const { telephony } = setup.deps.provisioning;
    const twice: typeof telephony = {
      ...telephony,
      create: async (access, creation, limits) => {
        if (creation.step.action === "create_sip_trunk") {
          await telephony.create(
            access,
            { ...creation, step: { ...creation.step, domainName: null } },
            limits,
          );
          setup.twilio.faults.add({
            kind: "applied_then_reset",
            method: "POST",
            path: "^/v1/Trunks$",
            times: 1,
          });
        }
        return telephony.create(access, creation, limits);
      },
    };
    const operations = operationsWith(setup, { telephony: twice });
    const { left } = failedOf(await operations.createNumber(setup.request(), ACTOR));
    expect(left?.number).toMatchObject({ status: "corrupted", corruptionCause: "conflict" });
    for (const { sid } of of("TK")) expect(left?.number.corruptionMessage).toContain(sid);
    expect(of("TK")).toHaveLength(2);
  });

  it("takes everything down again when a create hangs until the time is used up", async () => {
    const path = CREATES[5][2];
    setup.twilio.faults.add({ kind: "hang", method: "POST", path });
    const operations = createOperations({
      ...setup.deps,
      settings: { ...setup.deps.settings, deleteBudgetMs: 4_000 },
    });
    const request = setup.request();
    const { errors, left } = failedOf(await operations.createNumber(request, ACTOR));
    expect(errors).toEqual({ base: [expect.stringContaining("did not answer in time")] });
    expect(left).toBeNull();
    expect(setup.leftOutside()).toEqual([]);
  }, 20_000);
});
