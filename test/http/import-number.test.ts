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

  const form = (prefix: string) => `must be ${prefix} followed by 32 hex digits`;
  const livekitForm = (prefix: string) => `must be ${prefix}_ followed by letters and digits`;
  const account = "is required with provider twilio, and wherever a Twilio id or token is given";
  const notOurs =
    "is not the account of this installation (TWILIO_ACCOUNT_SID), so twilio_auth_token is required with it";
  const otherAccount = sid("AC", "b");
  const many = Array.from({ length: 21 }, (_, index) => `CL${String(index).padStart(32, "0")}`);
  const network = "must be an IP address, or one with a prefix length";

  const wrong: [string, Record<string, unknown>, Record<string, string[]>][] = [
    ["nothing", {}, { phone_number: ["is required"], label: ["is required"] }],
    ["another provider", { ...TWILIO, provider: "x" }, { provider: ['must be "twilio", or be left out'] }],
    [
      "provider twilio without an account",
      { ...VALID, provider: "twilio" },
      { twilio_account_sid: [account] },
    ],
    ["a token without an account", { ...VALID, twilio_auth_token: "t" }, { twilio_account_sid: [account] }],
    [
      "Twilio ids without an account",
      { ...VALID, twilio_trunk_sid: sid("TK", "a") },
      { twilio_account_sid: [account] },
    ],
    [
      "Twilio lists without an account",
      { ...VALID, twilio_credential_list_sids: [sid("CL", "a")] },
      { twilio_account_sid: [account] },
    ],
    [
      "another account without its token",
      { ...TWILIO, twilio_account_sid: otherAccount },
      { twilio_account_sid: [notOurs] },
    ],
    [
      "another account without its token, and a fault elsewhere",
      { ...TWILIO, label: 1, twilio_account_sid: otherAccount },
      { label: ["must be text"], twilio_account_sid: [notOurs] },
    ],
    [
      "an account that is none",
      { ...TWILIO, twilio_account_sid: "AC1" },
      { twilio_account_sid: [form("AC")] },
    ],
    ["an empty token", { ...TWILIO, twilio_auth_token: "" }, { twilio_auth_token: ["must not be empty"] }],
    [
      "a region that is none",
      { ...TWILIO, twilio_region: "Ireland" },
      { twilio_region: ['must be a Twilio region, e.g. "us1"'] },
    ],
    [
      "ids of another form",
      {
        ...TWILIO,
        twilio_phone_number_sid: "PN1",
        twilio_trunk_sid: sid("CL", "a"),
        livekit_trunk_id: "SDR_x",
        livekit_outbound_trunk_id: "",
        livekit_dispatch_rule_id: "ST_x",
      },
      {
        twilio_phone_number_sid: [form("PN")],
        twilio_trunk_sid: [form("TK")],
        livekit_trunk_id: [livekitForm("ST")],
        livekit_outbound_trunk_id: [livekitForm("ST")],
        livekit_dispatch_rule_id: [livekitForm("SDR")],
      },
    ],
    [
      "an id with a path in it",
      { ...TWILIO, twilio_trunk_sid: `${sid("TK", "a")}/..` },
      { twilio_trunk_sid: [form("TK")] },
    ],
    [
      "list items of another form, each by its place",
      {
        ...TWILIO,
        twilio_credential_list_sids: [sid("CL", "a"), "CL1", sid("AL", "a")],
        twilio_connection_policy_sids: [sid("CL", "a")],
        twilio_ip_access_control_list_sids: [sid("NY", "a")],
      },
      {
        twilio_credential_list_sids: [`item 2 ${form("CL")}`, `item 3 ${form("CL")}`],
        twilio_connection_policy_sids: [`item 1 ${form("NY")} (or AL followed by 32 hex digits)`],
        twilio_ip_access_control_list_sids: [`item 1 ${form("AL")}`],
      },
    ],
    [
      "lists that are none",
      { ...TWILIO, twilio_credential_list_sids: sid("CL", "a"), twilio_connection_policy_sids: [1] },
      {
        twilio_credential_list_sids: ["must be an array"],
        twilio_connection_policy_sids: ["item 1 must be text"],
      },
    ],
    [
      "more than 20 items",
      { ...TWILIO, twilio_credential_list_sids: many },
      { twilio_credential_list_sids: ["must not hold more than 20 items"] },
    ],
    [
      "an outbound trunk beside no trunk",
      { ...VALID, livekit_outbound_trunk_id: "ST_x" },
      {
        livekit_outbound_trunk_id: [
          "goes beside livekit_trunk_id: where a number has one trunk only, that is livekit_trunk_id",
        ],
      },
    ],
    [
      "a LiveKit host that is none",
      { ...VALID, livekit_host: "not a host" },
      { livekit_host: ["must be a host, or the address of a LiveKit project"] },
    ],
    [
      "an inbound trunk that asks for a password",
      {
        ...VALID,
        inbound_trunk: {
          has_auth_credentials: true,
          media_encryption: "maybe",
          allowed_addresses: ["1.2.3.4", "x", "1.2.3.4/33"],
        },
      },
      {
        "inbound_trunk.has_auth_credentials": [
          "must be false: Twilio Elastic SIP cannot authenticate with user and password towards LiveKit",
        ],
        "inbound_trunk.media_encryption": ["must be one of disabled, allowed, required"],
        "inbound_trunk.allowed_addresses": [`item 2 ${network}`, `item 3 ${network}`],
      },
    ],
    [
      "an outbound trunk of wrong types",
      {
        ...VALID,
        outbound_trunk: {
          address: 1,
          transport: "sctp",
          headers: { "a b": "x", ok: 2 },
          allowed_addresses: "x",
        },
      },
      {
        "outbound_trunk.address": ["must be text"],
        "outbound_trunk.transport": ["must be one of auto, udp, tcp, tls"],
        "outbound_trunk.headers.a b": ["is not a header's name"],
        "outbound_trunk.headers.ok": ["must be text"],
        "outbound_trunk.allowed_addresses": ["must be an array"],
      },
    ],
  ];
  it.each(wrong)("refuses %s at the field", async (_what, body, errors) => {
    const server = await startServer();
    expect(told(await server.call("POST", PATH, { body }))).toEqual({
      status: 422,
      body: { success: false, errors, message: "Failed to create phone number", request_id: REQUEST_ID },
    });
  });

  it("takes the installation's account without a token, any account with one", async () => {
    const { server } = await recording();
    const withToken = { ...TWILIO, twilio_account_sid: otherAccount, twilio_auth_token: "t".repeat(32) };
    for (const body of [TWILIO, withToken, { ...VALID, livekit_trunk_id: "ST_x" }])
      expect((await server.call("POST", PATH, { body })).status).toBe(201);
  });
});
