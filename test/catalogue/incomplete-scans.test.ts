import { describe, expect, it } from "vitest";
import { ACCOUNT, useCatalogue } from "../support/catalogue-harness.ts";

const catalogue = useCatalogue();

describe("a look for other users that could not see everything", () => {
  it("case 45: a trunk beyond the first 50 that uses our list is found", async () => {
    const world = catalogue();
    const theirs = world.twilio.seed.trunk(ACCOUNT.sid);
    for (let more = 0; more < 55; more += 1) world.twilio.seed.trunk(ACCOUNT.sid);
    const { id, owned } = await world.number();
    world.twilio.seed.trunkLink(theirs, owned.credentialList);
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(await world.resource(id, "twilio_credential_list")).toMatchObject({
      state: "kept",
      detail: `shared with trunk ${theirs}`,
    });
  });

  it("case 45: a user on the second page of a full list is found: no list is cut short", async () => {
    const world = catalogue();
    const policy = world.twilio.seed.connectionPolicy(ACCOUNT.sid);
    const byoc = world.twilio.seed.byocTrunk(ACCOUNT.sid, { connection_policy_sid: policy });
    for (let more = 0; more < 1000; more += 1) world.twilio.seed.byocTrunk(ACCOUNT.sid);
    const { id } = await world.number({ twilioConnectionPolicySids: [policy] });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(await world.resource(id, "twilio_connection_policy")).toMatchObject({
      state: "kept",
      detail: `shared with BYOC trunk ${byoc}`,
    });
    const pages = world.twilio.calls
      .filter(({ path }) => path === "/v1/ByocTrunks")
      .map(({ query }) => query["Page"] ?? "0");
    expect(pages.slice(0, 2)).toEqual(["0", "1"]);
    expect(world.twilio.calls.every(({ query }) => !("Limit" in query))).toBe(true);
  });

  for (const { name, path, left } of [
    {
      name: "case 45: where the trunks cannot be listed the lists are neither removed nor kept",
      path: "^/v1/Trunks$",
      left: "twilio_credential_list",
    },
    {
      name: "case 45: where the SIP domains cannot be listed the lists are neither removed nor kept",
      path: "SIP/Domains.json$",
      left: "twilio_credential_list",
    },
    {
      name: "case 45: where the BYOC trunks cannot be listed the policy is neither removed nor kept",
      path: "^/v1/ByocTrunks$",
      left: "twilio_connection_policy",
    },
    {
      name: "case 45: where the trunk's numbers cannot be listed the trunk is neither removed nor kept",
      path: "Trunks/\\w+/PhoneNumbers$",
      left: "twilio_sip_trunk",
    },
  ] as const)
    it(name, async () => {
      const world = catalogue();
      const { id, owned } = await world.number();
      const body = { code: 20403, message: "Forbidden", status: 403 };
      world.twilio.faults.add({ kind: "answer", method: "GET", path, status: 403, body });
      expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "permission" } });
      const resource = await world.resource(id, left);
      expect(resource).toMatchObject({ state: "unknown", cause: "permission" });
      expect(resource.detail).toMatch(/^it is there, but whether others use it could not be checked: /);
      expect(world.twilio.has(resource.sid)).toBe(true);
      expect(
        world.twilioCalls(resource.sid).filter((call) => /^DELETE .*(SIP\/|\/v1\/\w+\/\w+$)/.test(call)),
      ).toEqual([]);
      expect(await world.alert(id)).toContain("see there whether others use it; remove it if nobody does");
      expect(world.twilio.has(owned.number)).toBe(true);
    });

  it("case 45: a look that failed once is made again, and what it then shows as ours alone is removed", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    const body = { code: 20403, message: "Forbidden", status: 403 };
    world.twilio.faults.add({ kind: "answer", path: "^/v1/ByocTrunks$", times: 1, status: 403, body });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.twilio.has(owned.policy)).toBe(false);
  });

  it("case 45: a failing second page is no end of the list", async () => {
    const world = catalogue();
    for (let more = 0; more < 1001; more += 1) world.twilio.seed.byocTrunk(ACCOUNT.sid);
    const { id, owned } = await world.number();
    const { calls, faults } = world.twilio;
    const body = { code: 20403, message: "Forbidden", status: 403 };
    faults.add({ kind: "answer", path: "^/v1/ByocTrunks$", skip: 1, status: 403, body });
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "permission" } });
    expect(calls.filter(({ path }) => path === "/v1/ByocTrunks").map(({ status }) => status)).toEqual([
      200, 403, 403,
    ]);
    expect(await world.resource(id, "twilio_connection_policy")).toMatchObject({
      state: "unknown",
      cause: "permission",
    });
    expect(world.twilio.has(owned.policy)).toBe(true);
  });
});
