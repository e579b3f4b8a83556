import { describe, expect, it } from "vitest";
import { ACCOUNT, useCatalogue } from "../support/catalogue-harness.ts";
import { cleanUpByHand } from "../support/catalogue-seeds.ts";

const catalogue = useCatalogue();
const ACCOUNT_PATH = `/2010-04-01/Accounts/${ACCOUNT.sid}.json`;
const TWILIO_STATES = {
  twilio_sip_trunk: "unknown",
  twilio_origination_url: "unknown",
  twilio_trunk_number: "unknown",
  twilio_credential_list: "unknown",
  twilio_ip_access_control_list: "unknown",
  twilio_connection_policy: "unknown",
};

describe("credentials that are refused", () => {
  it("case 02: a rotated auth token is said once, with one call to Twilio a look, and nothing counts as gone", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    world.twilio.removeByHand(owned.trunk);
    world.twilio.rotateToken(ACCOUNT.sid, "rotated-by-somebody-else");
    expect(await world.remove(id)).toMatchObject({
      outcome: "corrupted",
      number: { corruptionCause: "credentials" },
    });
    expect(await world.states(id)).toMatchObject({ ...TWILIO_STATES, livekit_inbound_trunk: "gone" });
    expect(world.twilioCalls()).toEqual([`GET ${ACCOUNT_PATH}`]);
    const alert = await world.alert(id);
    expect(alert).toContain(`Twilio rejected the credentials of account ${ACCOUNT.sid}`);
    expect(alert).toContain("https://www.twilio.com/docs/api/errors/20003|20003");
    expect(alert).toContain("Update the credentials and press Retry clean-up");
    expect(alert.match(/Authenticate/g) ?? []).toHaveLength(1);
  });

  it("case 07: test credentials are told as credentials that Twilio refuses, not as things that are gone", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    const body = {
      code: 20008,
      message: "Resource not accessible with Test Account Credentials",
      status: 403,
    };
    world.twilio.faults.add({ kind: "answer", path: "/", status: 403, body });
    expect(await world.remove(id)).toMatchObject({
      outcome: "corrupted",
      number: { corruptionCause: "credentials" },
    });
    expect(await world.states(id)).toMatchObject(TWILIO_STATES);
    expect(world.twilioCalls()).toEqual([`GET ${ACCOUNT_PATH}`]);
    const alert = await world.alert(id);
    expect(alert).toContain(`The credentials of account ${ACCOUNT.sid} are Twilio's test credentials`);
    expect(alert).toContain("errors/20008|20008");
  });
});

describe("a key that may not do everything", () => {
  for (const { name, status, code } of [
    {
      name: "case 03: a key without a permission (70051) leaves the list there and says which one",
      status: 401,
      code: 70051,
    },
    {
      name: "case 03: a key without a permission (20403) leaves the list there and says which one",
      status: 403,
      code: 20403,
    },
    {
      name: "case 03: a key without a permission (20006) leaves the list there and says which one",
      status: 403,
      code: 20006,
    },
  ])
    it(name, async () => {
      const world = catalogue();
      const { id, owned } = await world.number();
      const body = { code, message: "Authorization failed", status };
      const path = `CredentialLists/${owned.credentialList}.json$`;
      world.twilio.faults.add({ kind: "answer", method: "DELETE", path, status, body });
      expect(await world.remove(id)).toMatchObject({
        outcome: "corrupted",
        number: { corruptionCause: "permission" },
      });
      expect(await world.states(id)).toMatchObject({
        twilio_sip_trunk: "gone",
        twilio_credential_list: "present",
        twilio_connection_policy: "gone",
      });
      expect(world.twilio.has(owned.credentialList)).toBe(true);
      expect(
        world.twilioCalls(`DELETE ${ACCOUNT_PATH.replace(".json", "")}/SIP/CredentialLists`),
      ).toHaveLength(1);
      const alert = await world.alert(id);
      expect(alert).toContain(`The Twilio credentials of account ${ACCOUNT.sid} lack a permission`);
      expect(alert).toContain(`Credential list* \`${owned.credentialList}\`\n*still there*`);
    });

  it("case 03: where the account itself may not be read, an absence proves nothing", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    const body = { code: 70051, message: "Authorization failed", status: 401 };
    world.twilio.faults.add({ kind: "answer", path: ACCOUNT_PATH, status: 401, body });
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "permission" } });
    expect(await world.states(id)).toMatchObject(TWILIO_STATES);
    expect((await world.resource(id, "twilio_sip_trunk")).detail).toMatch(/^the account could not be read: /);
    expect(world.changes()).toEqual([]);
  });

  it("case 03: where one kind may not be read, that kind alone cannot be told", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    const body = { code: 20403, message: "Forbidden", status: 403 };
    world.twilio.faults.add({ kind: "answer", path: "/v1/ConnectionPolicies", status: 403, body });
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "permission" } });
    expect(await world.states(id)).toMatchObject({
      ...Object.fromEntries(Object.keys(TWILIO_STATES).map((kind) => [kind, "gone"])),
      twilio_connection_policy: "unknown",
    });
    expect(await world.alert(id)).toContain(`Connection policy* \`${owned.policy}\`\n*cannot tell*`);
  });
});

describe("an account that is not active", () => {
  const SUSPENDED = { sid: ACCOUNT.sid, status: "suspended" };
  const CLOSED = { sid: ACCOUNT.sid, status: "closed" };
  const INACTIVE = [
    {
      name: "case 04: an account that says that it is suspended proves nothing of what it does not show",
      status: 200,
      body: SUSPENDED,
      says: "suspended",
    },
    {
      name: "case 04: an account that says that it is closed proves nothing of what it does not show",
      status: 200,
      body: CLOSED,
      says: "closed",
    },
    {
      name: "case 04: an account that answers 20005 proves nothing of what it does not show",
      status: 403,
      body: { code: 20005, message: "Account not active" },
      says: "20005",
    },
    {
      name: "case 04: an account that answers 10001 proves nothing of what it does not show",
      status: 403,
      body: { code: 10001, message: "Account is not active" },
      says: "10001",
    },
    {
      name: "case 04: an account that answers 90010 proves nothing of what it does not show",
      status: 403,
      body: { code: 90010, message: "Account is not active" },
      says: "90010",
    },
  ];
  for (const { name, status, body, says } of INACTIVE)
    it(name, async () => {
      const world = catalogue();
      const { id, owned } = await world.number();
      cleanUpByHand(world, owned);
      world.twilio.faults.add({ kind: "answer", path: ACCOUNT_PATH, status, body });
      expect(await world.remove(id)).toMatchObject({
        outcome: "corrupted",
        number: { corruptionCause: "account_inactive" },
      });
      expect(await world.states(id)).toMatchObject(TWILIO_STATES);
      expect(world.twilioCalls()).toEqual([`GET ${ACCOUNT_PATH}`]);
      const alert = await world.alert(id);
      expect(alert).toContain(
        `The Twilio account ${ACCOUNT.sid} is suspended or closed, so nothing in it can be reached`,
      );
      expect(alert).toContain("if it is closed for good, tick what you know to be gone and Force delete");
      expect((await world.resource(id, "twilio_sip_trunk")).detail).toContain(says);
    });

  it("case 04: a closed account that answers 401 is not told apart from a wrong token, and proves nothing either", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    cleanUpByHand(world, owned);
    world.twilio.faults.add({
      kind: "answer",
      path: "/",
      status: 401,
      body: { code: 20003, message: "Authenticate" },
    });
    expect(await world.remove(id)).toMatchObject({ number: { corruptionCause: "credentials" } });
    expect(await world.states(id)).toMatchObject(TWILIO_STATES);
  });
});
