import { describe, expect, it } from "vitest";
import { ACCOUNT, type Catalogue, useCatalogue } from "../support/catalogue-harness.ts";
import { cleanUpByHand } from "../support/catalogue-seeds.ts";

const catalogue = useCatalogue();

describe("ids that were recorded wrongly", () => {
  const WRONG = [
    {
      name: "case 11: an empty trunk id is never sent: neither the list of trunks nor its DELETE is called",
      record: { twilioTrunkSid: "" },
      kind: "twilio_sip_trunk",
      form: "TK followed by 32 hex digits",
    },
    {
      name: "case 11: a credential list id that is cut off is never sent",
      record: { twilioCredentialListSids: ["CL12"] },
      kind: "twilio_credential_list",
      form: "CL followed by 32 hex digits",
    },
    {
      name: "case 11: dots in place of a policy id are never sent",
      record: { twilioConnectionPolicySids: [".."] },
      kind: "twilio_connection_policy",
      form: "NY followed by 32 hex digits",
    },
    {
      name: "case 11: an empty LiveKit rule id is never sent",
      record: { livekitDispatchRuleId: "" },
      kind: "livekit_dispatch_rule",
      form: "SDR_ followed by letters and digits",
    },
  ] as const;
  for (const { name, record, kind, form } of WRONG)
    it(name, async () => {
      const world = catalogue();
      const { id, owned } = await world.number(structuredClone(record) as object);
      const outcome = await world.remove(id);
      expect(outcome).toMatchObject({ outcome: "corrupted", number: { corruptionCause: "invalid_id" } });
      expect(await world.resource(id, kind)).toMatchObject({
        state: "unknown",
        cause: "invalid_id",
        detail: `invalid id recorded: expected ${form}`,
        how: "not asked",
      });
      for (const { method, path } of world.twilio.calls) {
        expect(path).not.toMatch(/\/(\.\.|CL12)|\/$/);
        if (method === "DELETE") expect(path).toMatch(/[0-9a-f]{32}(\.json)?$/);
      }
      expect(world.livekitCalls("Delete").every((call) => !call.includes('""'))).toBe(true);
      // Nothing of an id that nobody knows: the real one is still there.
      const real = {
        twilio_sip_trunk: owned.trunk,
        twilio_credential_list: owned.credentialList,
        twilio_connection_policy: owned.policy,
        livekit_dispatch_rule: owned.rule,
      }[kind];
      expect(world.twilio.has(real) || world.livekit.has(real)).toBe(true);
      const alert = await world.alert(id);
      expect(alert).toContain("*Why:* Invalid id recorded: expected ");
      expect(alert).toContain(
        "Find the real resource in the console, remove it there, then tick it and Force delete",
      );
    });

  it("case 11: a person's tick and reason settle an id that cannot be asked about", async () => {
    const world = catalogue();
    const { id, owned } = await world.number({ twilioCredentialListSids: ["CL12"] });
    await world.remove(id);
    world.twilio.removeByHand(owned.credentialList);
    const result = await forceDelete(world, id, {
      ticks: ["twilio_credential_list:CL12"],
      reason: "removed it myself",
    });
    expect(result).toMatchObject({ result: "done", basis: "attested" });
    expect(await world.status(id)).toBe("removed");
  });

  it("case 11: a field that is null is nothing to verify", async () => {
    const world = catalogue();
    const { id } = await world.number({ twilioTrunkSid: null, twilioPhoneNumberSid: null });
    expect(Object.keys(await world.states(id))).toEqual([
      "twilio_credential_list",
      "twilio_ip_access_control_list",
      "twilio_connection_policy",
      "livekit_inbound_trunk",
      "livekit_dispatch_rule",
    ]);
  });

  it("case 28: an access control list in the connection policies' column is asked for as what it is, and the import says so", async () => {
    const world = catalogue();
    const addresses = world.twilio.seed.ipAccessControlList(ACCOUNT.sid);
    const { id, unseen } = await world.number({
      twilioConnectionPolicySids: [addresses],
      twilioIpAccessControlListSids: [],
    });
    expect(unseen).toContain(
      `${addresses} was given as a connection policy, but it is an IP access control list, and looked after as one.`,
    );
    expect(await world.resource(id, "twilio_ip_access_control_list")).toMatchObject({
      sid: addresses,
      state: "present",
    });
    expect(await world.remove(id)).toEqual({ outcome: "removed" });
    expect(world.twilioCalls("/ConnectionPolicies")).toEqual([]);
    expect(world.twilio.has(addresses)).toBe(false);
  });

  it("case 28: a connection policy in the access control lists' column is not gone because no such list exists", async () => {
    const world = catalogue();
    const policy = world.twilio.seed.connectionPolicy(ACCOUNT.sid);
    const { id, unseen } = await world.number({
      twilioConnectionPolicySids: [],
      twilioIpAccessControlListSids: [policy],
    });
    expect(unseen.join(" ")).toContain(`${policy} was given as an IP access control list`);
    await world.corrupt(id);
    expect(await world.resource(id, "twilio_connection_policy")).toMatchObject({
      sid: policy,
      state: "present",
    });
    expect(world.twilioCalls(`IpAccessControlLists/${policy}`)).toEqual([]);
  });
});

describe("what changes while people decide", () => {
  it("case 32: what comes back between the check and the submit stops the force delete, and is shown", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    await world.corrupt(id);
    cleanUpByHand(world, owned);
    const { modalId } = await world.operations.openForceDelete(id, "U1");
    const sheet = await world.operations.checkForceDelete(modalId);
    expect(sheet.resources.map(({ state }) => state)).toEqual(Array(8).fill("gone"));
    world.twilio.seed.trunk(ACCOUNT.sid, { sid: owned.trunk });
    const result = await submit(world, modalId, owned.phoneNumber);
    expect(result).toMatchObject({
      result: "refused",
      decision: {
        why: "facts_changed",
        differences: [{ key: `twilio_sip_trunk:${owned.trunk}`, was: "gone", is: "present" }],
      },
    });
    expect(await world.status(id)).toBe("corrupted");
    expect(await world.alert(id)).toContain(`SIP trunk* \`${owned.trunk}\`\n*still there*`);
  });

  it("case 32: what comes back while the submit's own look is being written is not overlooked either", async () => {
    const world = catalogue();
    const { id, owned } = await world.number();
    await world.corrupt(id);
    cleanUpByHand(world, owned);
    const { modalId } = await world.operations.openForceDelete(id, "U1");
    await world.operations.checkForceDelete(modalId);
    const [submitted] = await Promise.all([
      submit(world, modalId, owned.phoneNumber),
      (async () => {
        world.twilio.seed.trunk(ACCOUNT.sid, { sid: owned.trunk });
        await world.operations.verifyNumber(id).catch(() => {});
      })(),
    ]);
    expect(submitted.result).toBe("refused");
    expect(await world.status(id)).toBe("corrupted");
  });
});

async function forceDelete(world: Catalogue, id: number, form: { ticks: string[]; reason: string }) {
  const { number, modalId } = await world.operations.openForceDelete(id, "U1");
  await world.operations.checkForceDelete(modalId);
  return submit(world, modalId, number.phoneNumber, form);
}

function submit(
  { operations }: Catalogue,
  modalId: string,
  phoneNumber: string,
  form: { ticks: string[]; reason: string } = { ticks: [], reason: "" },
) {
  const digits = phoneNumber.slice(-4);
  return operations.submitForceDelete({
    modalId,
    userId: "U1",
    mayAct: true,
    form: { digits, acceptLeftovers: false, ...form },
  });
}
