import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { InvalidInput } from "../../src/domain/errors.ts";
import { AC } from "../providers/twilio-setup.ts";
import {
  ACTOR,
  CREATES,
  cleanUp,
  createdOf,
  failedOf,
  operationsWith,
  PASSWORD,
  type ProvisioningSetup,
  SIP_URI,
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
const kinds = ({ resources }: { resources: { kind: string }[] }) => resources.map(({ kind }) => kind);
const of = (kind: string) => setup.twilio.resources().filter((one) => one.kind === kind);

describe("creating a number", () => {
  it("sets up inbound: trunk, origination URL, number, LiveKit trunk and rule", async () => {
    const request = setup.request({
      supportsOutbound: false,
      inboundTrunk: {
        allowed_addresses: ["203.0.113.0/24"],
        allowed_numbers: ["+14155550000"],
        media_encryption: "allowed",
      },
    });
    const created = createdOf(await create(request));
    expect(kinds(created)).toEqual([
      "twilio_sip_trunk",
      "twilio_origination_url",
      "twilio_trunk_number",
      "livekit_inbound_trunk",
      "livekit_dispatch_rule",
    ]);
    const { number } = created;
    expect(number).toMatchObject({ status: "active", provider: "twilio", livekitOutboundTrunkId: null });
    for (const resource of created.resources)
      expect(resource).toMatchObject({
        state: "present",
        ownership: "proven",
        firstSeenAt: expect.any(Date),
      });
    expect(of("TK")[0]?.fields["domain_name"]).toBeNull();
    expect(of("OU")[0]?.fields["sip_url"]).toBe(SIP_URI);
    expect(setup.twilio.isLinked(number.twilioTrunkSid ?? "", number.twilioPhoneNumberSid ?? "")).toBe(true);
    expect(setup.livekit.inboundTrunks()).toMatchObject([
      {
        sip_trunk_id: number.livekitTrunkId,
        numbers: [request.phoneNumber],
        allowed_addresses: ["203.0.113.0/24"],
        allowed_numbers: ["+14155550000"],
        media_encryption: "SIP_MEDIA_ENCRYPT_ALLOW",
      },
    ]);
    expect(setup.livekit.dispatchRules()).toMatchObject([
      { sip_dispatch_rule_id: number.livekitDispatchRuleId, trunk_ids: [number.livekitTrunkId] },
    ]);
  });

  it("sets up outbound: termination domain, credential, addresses, LiveKit trunk", async () => {
    const request = setup.request({
      supportsInbound: false,
      outboundTrunk: {
        allowed_addresses: ["192.0.2.0/24", "198.51.100.7"],
        transport: "tls",
        headers: { "X-Team": "a" },
      },
    });
    const created = createdOf(await create(request));
    expect(kinds(created)).toEqual([
      "twilio_sip_trunk",
      "twilio_trunk_number",
      "twilio_credential_list",
      "twilio_ip_access_control_list",
      "livekit_outbound_trunk",
    ]);
    const domain = of("TK")[0]?.fields["domain_name"];
    expect(domain).toMatch(/^lm-[0-9a-f]{10}\.pstn\.twilio\.com$/);
    expect(of("CR")[0]?.fields).toMatchObject({ username: "lmdrawnuser", password: PASSWORD });
    expect(of("IP").map(({ fields }) => [fields["ip_address"], fields["cidr_prefix_length"]])).toEqual([
      ["192.0.2.0", 24],
      ["198.51.100.7", 32],
    ]);
    const trunk = created.number.twilioTrunkSid ?? "";
    for (const sid of [
      ...created.number.twilioCredentialListSids,
      ...created.number.twilioIpAccessControlListSids,
    ])
      expect(setup.twilio.isLinked(trunk, sid)).toBe(true);
    expect(setup.livekit.outboundTrunks()).toMatchObject([
      {
        sip_trunk_id: created.number.livekitTrunkId,
        address: domain,
        numbers: [request.phoneNumber],
        auth_username: "lmdrawnuser",
        auth_password: PASSWORD,
        transport: "SIP_TRANSPORT_TLS",
        headers: { "X-Team": "a" },
      },
    ]);
    expect(created.number.outboundTrunk).toMatchObject({
      address: domain,
      username: "lmdrawnuser",
      has_auth_credentials: true,
    });
  });

  it("sets up both, is audited, and is torn down completely by a normal delete", async () => {
    const created = createdOf(await create(setup.request()));
    expect(kinds(created)).toHaveLength(8);
    expect(created.number.livekitTrunkId).toBe(setup.livekit.inboundTrunks()[0]?.["sip_trunk_id"]);
    expect(created.number.livekitOutboundTrunkId).toBe(setup.livekit.outboundTrunks()[0]?.["sip_trunk_id"]);
    const events = (await setup.database.readAudit(1, 10_000)).filter(
      ({ phoneNumberId }) => phoneNumberId === created.number.id,
    );
    expect(events.map(({ action }) => action)).toEqual(["provisioning_started", "number_created"]);
    expect(await setup.operations.deleteNumber(created.number.id, ACTOR)).toEqual({ outcome: "removed" });
    expect(setup.leftOutside()).toEqual([]);
  });

  it("takes another termination domain where the drawn one is taken", async () => {
    const taken = {
      kind: "answer",
      status: 400,
      body: { code: 21248, message: "taken", status: 400 },
    } as const;
    setup.twilio.faults.add({ ...taken, method: "POST", path: "^/v1/Trunks$", times: 2 });
    createdOf(await create(setup.request()));
    setup.twilio.faults.add({ ...taken, method: "POST", path: "^/v1/Trunks$" });
    const { errors } = failedOf(await create(setup.request()));
    expect(Object.keys(errors)).toEqual(["outbound_trunk.address"]);
  });

  it("waits where Twilio does not show yet what it has just made", async () => {
    const path = CREATES[1][2];
    const body = { code: 20404, message: "not found", status: 404 };
    setup.twilio.faults.add({ kind: "answer", method: "POST", path, status: 404, body, times: 2 });
    createdOf(await create(setup.request()));
  });
});

describe("what is refused before anything is made", () => {
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.then(() => null).catch((thrown: unknown) => thrown);
    expect(setup.leftOutside().filter((sid) => sid.startsWith("lm"))).toEqual([]);
    return error instanceof InvalidInput ? error.fields : error;
  };

  it("a number that the account does not have, though it has a longer one", async () => {
    const request = { ...setup.request(), phoneNumber: "+14155550" };
    setup.twilio.seed.phoneNumber(AC, "+141555501");
    expect(await refusal(create(request))).toEqual({ phone_number: [`is not in Twilio account ${AC}`] });
    expect(await setup.numberOf(request.phoneNumber)).toBeNull();
  });

  it("a number that is linked to another trunk, which is named and left alone", async () => {
    const request = setup.request();
    const number = of("PN").find(({ fields }) => fields["phone_number"] === request.phoneNumber)?.sid ?? "";
    const trunk = setup.twilio.seed.trunk(AC);
    setup.twilio.seed.trunkLink(trunk, number);
    expect(await refusal(create(request))).toEqual({ phone_number: [expect.stringContaining(trunk)] });
    expect(setup.twilio.isLinked(trunk, number)).toBe(true);
  });

  it("a number that is linked to another trunk in the meantime", async () => {
    const request = setup.request();
    const number = of("PN").find(({ fields }) => fields["phone_number"] === request.phoneNumber)?.sid ?? "";
    const { telephony } = setup.deps.provisioning;
    let theirs = "";
    const racing: typeof telephony = {
      ...telephony,
      create: async (access, creation, limits) => {
        if (creation.step.action === "link_ip_access_control_list") {
          theirs = setup.twilio.seed.trunk(AC);
          setup.twilio.seed.trunkLink(theirs, number);
        }
        return telephony.create(access, creation, limits);
      },
    };
    const { errors } = failedOf(
      await operationsWith(setup, { telephony: racing }).createNumber(request, ACTOR),
    );
    expect(errors).toEqual({ phone_number: [expect.stringContaining(theirs)] });
    expect(setup.twilio.isLinked(theirs, number)).toBe(true);
    expect(setup.leftOutside().sort()).toEqual([number, theirs].sort());
  });

  it("a token that Twilio refuses", async () => {
    expect(await refusal(create(setup.request({ authToken: "wrong" })))).toEqual({
      twilio_auth_token: [expect.stringContaining("rejected the credentials")],
    });
  });

  it("a region that Twilio does not have", async () => {
    const fields = await refusal(create(setup.request({ twilioRegion: "xx9" })));
    expect(Object.keys(fields as object)).toEqual(["twilio_region"]);
  });

  it("inbound calls where LIVEKIT_SIP_URI is not set", async () => {
    const fields = await refusal(
      operationsWith(setup, { sipUri: null }).createNumber(setup.request(), ACTOR),
    );
    expect(fields).toEqual({ supports_inbound: [expect.stringContaining("LIVEKIT_SIP_URI")] });
  });

  it("a second create of the number at the same time: one wins, the others are told to try again", async () => {
    const request = setup.request();
    const outcomes = await Promise.allSettled([create(request), create(request), create(request)]);
    const won = outcomes.filter(({ status }) => status === "fulfilled");
    expect(won).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === "rejected")
        expect(outcome.reason).toMatchObject({
          code: "conflict",
          message: expect.stringContaining("is being set up just now"),
        });
    expect(of("TK")).toHaveLength(1);
  });
});
