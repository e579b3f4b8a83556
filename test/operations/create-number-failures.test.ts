import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ProviderError } from "../../src/domain/errors.ts";
import {
  ACTOR,
  CREATES,
  cleanUp,
  failedOf,
  operationsWith,
  PASSWORD,
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

describe("a number that another program sets to active while it is set up", () => {
  it("is corrupted where a step fails then, with what was taken down in the audit log", async () => {
    const request = setup.request();
    const { realtime } = setup.deps.provisioning;
    const operations = operationsWith(setup, {
      realtime: {
        ...realtime,
        create: async () => {
          const theirs = "update phone_numbers set status = 'active' where phone_number = $1";
          await setup.migrated.pool.query(theirs, [request.phoneNumber]);
          throw new ProviderError({ provider: "livekit", kind: "permission", message: "no" });
        },
      },
    });
    const { left } = failedOf(await operations.createNumber(request, ACTOR));
    expect(left?.number).toMatchObject({ status: "corrupted", corruptionCause: "conflict" });
    const events = (await setup.database.readAudit(1, 1_000)).filter(
      ({ phoneNumberId }) => phoneNumberId === left?.number.id,
    );
    const incident = await setup.database.incidents.openOf(left!.number.id);
    expect(events.at(-1)).toMatchObject({
      action: "teardown_overtaken",
      incidentId: incident?.id,
      data: { found: "active" },
    });
  });
});

describe("a step that fails", () => {
  it.each(CREATES)("takes everything down again when the %s is refused", async (_what, provider, path) => {
    const body =
      provider === "twilio"
        ? { code: 20001, message: "no such parameter", status: 400 }
        : { code: "invalid_argument", msg: "no such field" };
    setup[provider].faults.add({ kind: "answer", method: "POST", path, status: 400, body });
    const request = setup.request();
    const { errors, left } = failedOf(await create(request));
    expect(left).toBeNull();
    const [told] = Object.values(errors);
    expect(told?.[0]).toMatch(
      /could not be made: .*Everything that was made before has been taken down again\.$/,
    );
    if (provider === "livekit") expect(Object.keys(errors)).toEqual(["base"]);
    expect(setup.leftOutside()).toEqual([]);
    expect(await setup.numberOf(request.phoneNumber)).toBeNull();
  });

  it("is told at the token where the credentials are refused on the way", async () => {
    const body = { code: 20003, message: "Authenticate", status: 401 };
    const path = CREATES[5][2];
    setup.twilio.faults.add({ kind: "answer", method: "POST", path, status: 401, body });
    expect(Object.keys(failedOf(await create(setup.request())).errors)).toEqual(["twilio_auth_token"]);
    expect(setup.leftOutside()).toEqual([]);
  });

  it("leaves the number corrupted and alerted, with the exact list, where it cannot be taken down", async () => {
    setup.livekit.faults.add({
      kind: "answer",
      path: "CreateSIPDispatchRule$",
      status: 400,
      body: { code: "invalid_argument", msg: "no" },
    });
    setup.twilio.faults.add({
      kind: "answer",
      method: "DELETE",
      path: "^/v1/Trunks/TK\\w+$",
      status: 403,
      body: { code: 20403, message: "Forbidden", status: 403 },
    });
    const request = setup.request();
    const { left } = failedOf(await create(request));
    expect(left?.number).toMatchObject({ status: "corrupted", corruptionCause: "permission" });
    const there = left?.resources.filter(({ state }) => state !== "gone").map(({ sid }) => sid) ?? [];
    expect(there).toContain(of("TK")[0]?.sid);
    expect([...there].sort()).toEqual(
      setup
        .leftOutside()
        .filter((sid) => !/^(CR|IP|OU)/.test(sid))
        .sort(),
    );
    const incident = await setup.database.incidents.openOf(left?.number.id ?? 0);
    expect(incident).not.toBeNull();
    expect(setup.jobs).toContainEqual({ name: "sync_alert", incidentId: incident?.id });
    setup.twilio.faults.clear();
    expect(await setup.operations.deleteNumber(left?.number.id ?? 0, ACTOR)).toEqual({ outcome: "removed" });
    expect(setup.leftOutside()).toEqual([]);
  });
});

describe("the SIP password", () => {
  it("is in no row and no answer, whatever becomes of the create", async () => {
    const answers: unknown[] = [await create(setup.request())];
    for (const path of [CREATES[3][2], CREATES[10][2]]) {
      const provider = path === CREATES[3][2] ? setup.twilio : setup.livekit;
      const message = `refused because ${PASSWORD} is weak`;
      const body =
        provider === setup.twilio
          ? { code: 21240, message, status: 400 }
          : { code: "invalid_argument", msg: message };
      provider.faults.add({ kind: "answer", method: "POST", path, status: 400, body, times: 1 });
      answers.push(await create(setup.request()));
    }
    expect(JSON.stringify(answers)).toContain("[hidden]");
    expect(JSON.stringify(answers)).not.toContain(PASSWORD);
    const tables = await setup.migrated.pool.query(
      "select tablename from pg_tables where schemaname = 'public'",
    );
    for (const { tablename } of tables.rows) {
      const { rows } = await setup.migrated.pool.query(
        `select to_jsonb(t)::text as row from "${tablename}" t`,
      );
      for (const { row } of rows) expect(row).not.toContain(PASSWORD);
    }
    expect(JSON.stringify(setup.jobs)).not.toContain(PASSWORD);
  });
});
