import { describe, expect, it } from "vitest";
import { sid } from "../support/factories.ts";
import { OWN_ACCOUNT, REQUEST_ID, startServer, told } from "./api-harness.ts";

const PATH = "/api/v2/phone_numbers/import";
const VALID = { phone_number: "+14155551234", label: "Support Line" };
const TWILIO = { ...VALID, provider: "twilio", twilio_account_sid: OWN_ACCOUNT };

describe("the fields of an import", () => {
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
      "an inbound trunk of wrong forms",
      {
        ...VALID,
        inbound_trunk: {
          has_auth_credentials: "yes",
          media_encryption: "maybe",
          allowed_addresses: ["1.2.3.4", "x", "1.2.3.4/33"],
        },
      },
      {
        "inbound_trunk.has_auth_credentials": ["must be true or false"],
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
});
