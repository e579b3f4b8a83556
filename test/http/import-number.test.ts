import { describe, expect, it } from "vitest";
import { numberJson } from "../../src/http/number-json.ts";
import { sid } from "../support/factories.ts";
import { aFoundNumber, OWN_ACCOUNT, REQUEST_ID, startServer, told } from "./api-harness.ts";

const PATH = "/api/v2/phone_numbers/import";
const VALID = { phone_number: "+14155551234", label: "Support Line" };
const TWILIO = { ...VALID, provider: "twilio", twilio_account_sid: OWN_ACCOUNT };
const WHOLE = {
  ...VALID,
  supports_inbound: true,
  supports_outbound: true,
  provider: "twilio",
  twilio_account_sid: sid("AC", "a"),
  twilio_auth_token: "f".repeat(32),
  twilio_region: "ie1",
  twilio_phone_number_sid: sid("PN", "a"),
  twilio_trunk_sid: sid("TK", "a"),
  twilio_credential_list_sids: [sid("CL", "a"), sid("CL", "b"), sid("CL", "a")],
  twilio_connection_policy_sids: [sid("NY", "a"), sid("AL", "c")],
  twilio_ip_access_control_list_sids: [sid("AL", "a")],
  livekit_host: "WSS://Other.livekit.cloud/",
  livekit_trunk_id: "ST_in",
  livekit_outbound_trunk_id: "ST_out",
  livekit_dispatch_rule_id: "SDR_rule",
  inbound_trunk: {
    allowed_addresses: ["203.0.113.0/24", "2001:db8::1"],
    allowed_numbers: ["+14155550000"],
    media_encryption: "allowed",
    has_auth_credentials: false,
    username: null,
    password: "never recorded",
  },
  outbound_trunk: {
    address: "lm-x.pstn.twilio.com",
    transport: "tls",
    media_encryption: "required",
    has_auth_credentials: true,
    username: "user",
    headers: { "X-Team": "voice" },
    allowed_addresses: ["198.51.100.7"],
  },
  unknown_field: "ignored",
};

async function recording(unseen: string[] = []) {
  const asked: unknown[][] = [];
  const server = await startServer({
    importNumber: async (...args) => {
      asked.push(args);
      return { ...aFoundNumber(), unseen };
    },
  });
  return { server, asked };
}

describe("POST /api/v2/phone_numbers/import", () => {
  it.each([PATH, "/api/v2/phone_numbers"])(
    "records through %s an inbound trunk that asks for a password: somebody else has made it",
    async (path) => {
      const server = await startServer({
        importNumber: async ({ inboundTrunk }) => ({ ...aFoundNumber({ inboundTrunk }), unseen: [] }),
      });
      const inbound_trunk = { has_auth_credentials: true, username: "carrier" };
      const answered = await server.call("POST", path, { body: { ...VALID, inbound_trunk } });
      expect(told(answered)).toMatchObject({ status: 201, body: { item: { inbound_trunk } } });
    },
  );

  it("passes every field on, once each, and nothing that is not in the contract", async () => {
    const { server, asked } = await recording();
    expect(told(await server.call("POST", PATH, { body: WHOLE }))).toEqual({
      status: 201,
      body: { success: true, item: numberJson(aFoundNumber()), message: "Phone number created successfully" },
    });
    const { password: _password, username: _username, ...inboundTrunk } = WHOLE.inbound_trunk;
    expect(asked).toEqual([
      [
        {
          phoneNumber: "+14155551234",
          label: "Support Line",
          supportsInbound: true,
          supportsOutbound: true,
          provider: "twilio",
          inboundTrunk,
          outboundTrunk: WHOLE.outbound_trunk,
          twilioAccountSid: sid("AC", "a"),
          authToken: "f".repeat(32),
          twilioRegion: "ie1",
          twilioPhoneNumberSid: sid("PN", "a"),
          twilioTrunkSid: sid("TK", "a"),
          twilioCredentialListSids: [sid("CL", "a"), sid("CL", "b")],
          twilioConnectionPolicySids: [sid("NY", "a"), sid("AL", "c")],
          twilioIpAccessControlListSids: [sid("AL", "a")],
          livekitHost: "wss://other.livekit.cloud",
          livekitTrunkId: "ST_in",
          livekitOutboundTrunkId: "ST_out",
          livekitDispatchRuleId: "SDR_rule",
        },
        { kind: "api_token", name: "ci-all" },
      ],
    ]);
  });

  it("records the installation's LiveKit project and Twilio's default region where none is given", async () => {
    const { server, asked } = await recording();
    await server.call("POST", PATH, { body: TWILIO });
    await server.call("POST", PATH, { body: VALID });
    expect(asked.map(([request]) => request)).toMatchObject([
      { livekitHost: "wss://demo.livekit.cloud", twilioRegion: "us1", authToken: null },
      { livekitHost: "wss://demo.livekit.cloud", twilioRegion: null, twilioAccountSid: null, provider: null },
    ]);
  });

  it("names what could not be seen", async () => {
    const { server } = await recording(["TK1 was not seen (a).", "CL1 was not seen (b)."]);
    const { body } = await server.call("POST", PATH, { body: VALID });
    expect(body).toMatchObject({
      success: true,
      message: "Phone number created successfully. TK1 was not seen (a). CL1 was not seen (b).",
    });
  });

  it("never repeats a token", async () => {
    const { server } = await recording();
    const refused = await server.call("POST", PATH, {
      body: { ...WHOLE, label: 1, twilio_account_sid: "AC1" },
    });
    const taken = await server.call("POST", PATH, { body: WHOLE });
    expect(refused.status).toBe(422);
    expect(JSON.stringify([refused.body, taken.body])).not.toContain(WHOLE.twilio_auth_token);
  });

  it("takes no account without a token where the installation has none", async () => {
    const server = await startServer(
      { importNumber: async () => ({ ...aFoundNumber(), unseen: [] }) },
      { installation: { accountSid: null, livekitUrl: "wss://demo.livekit.cloud" } },
    );
    const { status, body } = await server.call("POST", PATH, { body: TWILIO });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { errors: { twilio_account_sid: [expect.stringContaining("so twilio_auth_token is required")] } },
    });
    const withToken = { ...TWILIO, twilio_auth_token: "t".repeat(32) };
    expect((await server.call("POST", PATH, { body: withToken })).status).toBe(201);
  });

  it("takes the installation's account without a token, any account with one", async () => {
    const { server } = await recording();
    const withToken = { ...TWILIO, twilio_account_sid: sid("AC", "b"), twilio_auth_token: "t".repeat(32) };
    for (const body of [TWILIO, withToken, { ...VALID, livekit_trunk_id: "ST_x" }])
      expect((await server.call("POST", PATH, { body })).status).toBe(201);
  });

  it("asks for what is required where there is no body at all", async () => {
    const server = await startServer();
    expect(told(await server.call("POST", PATH))).toEqual({
      status: 422,
      body: {
        success: false,
        errors: { phone_number: ["is required"], label: ["is required"] },
        message: "Failed to create phone number",
        request_id: REQUEST_ID,
      },
    });
  });
});
