import { describe, expect, it } from "vitest";
import { sid } from "../support/factories.ts";
import { aFoundNumber, REQUEST_ID, startServer, told } from "./api-harness.ts";

const PATH = "/api/v2/phone_numbers";
const VALID = { phone_number: "+14155551234", label: "Support Line" };

/** A server that takes whatever passes the schema. */
const taking = () =>
  startServer({
    importNumber: async () => ({ ...aFoundNumber(), unseen: [] }),
    createNumber: async () => ({ outcome: "created", ...aFoundNumber() }),
  });

describe("the fields of a create", () => {
  const wrong: [string, unknown, Record<string, string[]>][] = [
    ["no body", undefined, { phone_number: ["is required"], label: ["is required"] }],
    ["a list", [VALID], { base: ["must be a JSON object"] }],
    ["null", "null", { phone_number: ["is required"], label: ["is required"] }],
    [
      "another provider",
      { ...VALID, provider: "telnyx" },
      { provider: ['must be "twilio", or be left out'] },
    ],
    [
      "wrong types",
      {
        phone_number: 14155551234,
        label: ["x"],
        supports_inbound: "yes",
        supports_outbound: 1,
        inbound_trunk: [],
      },
      {
        phone_number: ["must be text"],
        label: ["must be text"],
        supports_inbound: ["must be true or false"],
        supports_outbound: ["must be true or false"],
        inbound_trunk: ["must be a JSON object"],
      },
    ],
    ["a blank label", { ...VALID, label: " " }, { label: ["must not be empty"] }],
    [
      "a long label",
      { ...VALID, label: "x".repeat(201) },
      { label: ["must not be longer than 200 characters"] },
    ],
    ["a label with a NUL", { ...VALID, label: "a\u0000b" }, { label: ["must not hold control characters"] }],
    [
      "half a character",
      '{"phone_number":"+14155551234","label":"\\ud800"}',
      { label: ["must not hold control characters"] },
    ],
  ];
  it.each(wrong)("refuses %s at the field", async (_what, body, errors) => {
    const server = await startServer();
    expect(told(await server.call("POST", PATH, body === undefined ? {} : { body }))).toEqual({
      status: 422,
      body: { success: false, errors, message: "Failed to create phone number", request_id: REQUEST_ID },
    });
  });

  const ACCOUNT = { twilio_account_sid: sid("AC", "a"), twilio_auth_token: "token-of-the-account" };
  const SET_UP = { ...VALID, provider: "twilio", ...ACCOUNT };
  const OWNED = {
    twilio_phone_number_sid: sid("PN", "a"),
    twilio_trunk_sid: sid("TK", "a"),
    twilio_credential_list_sids: [sid("CL", "a")],
    twilio_connection_policy_sids: [sid("NY", "a")],
    twilio_ip_access_control_list_sids: [sid("AL", "a")],
    livekit_host: "demo.livekit.cloud",
    livekit_trunk_id: "ST_a",
    livekit_outbound_trunk_id: "ST_b",
    livekit_dispatch_rule_id: "SDR_a",
  };
  const refused: [string, Record<string, unknown>, Record<string, string[]>][] = [
    [
      "a region that Twilio does not have",
      { ...SET_UP, twilio_region: "xx9" },
      { twilio_region: ["must be one of us1, ie1, au1, jp1"] },
    ],
    [
      "a password towards LiveKit, where everything is set up at Twilio",
      { ...SET_UP, inbound_trunk: { has_auth_credentials: true, media_encryption: "maybe" } },
      {
        "inbound_trunk.has_auth_credentials": [
          "must be false: Twilio Elastic SIP cannot authenticate with user and password towards LiveKit",
        ],
        "inbound_trunk.media_encryption": ["must be one of disabled, allowed, required"],
      },
    ],
  ];
  it.each(refused)("refuses %s at the field", async (_what, body, errors) => {
    const server = await startServer();
    expect(told(await server.call("POST", PATH, { body }))).toEqual({
      status: 422,
      body: { success: false, errors, message: "Failed to create phone number", request_id: REQUEST_ID },
    });
  });

  it("only records the number without a provider, whatever else is said, and passes over fields that it does not take", async () => {
    const server = await taking();
    for (const body of [
      { ...VALID, ...ACCOUNT, twilio_region: "us1", ...OWNED },
      { ...SET_UP, ...OWNED },
      { ...VALID, status: "active", has_twilio_credentials: true },
    ])
      expect(told(await server.call("POST", PATH, { body }))).toMatchObject({ status: 201 });
  });

  it.each(["us1", "ie1", "au1", "jp1"])("takes the region %s", async (region) => {
    const server = await taking();
    expect((await server.call("POST", PATH, { body: { ...SET_UP, twilio_region: region } })).status).toBe(
      201,
    );
  });

  it("takes a label of 200 characters", async () => {
    const server = await taking();
    expect((await server.call("POST", PATH, { body: { ...VALID, label: "x".repeat(200) } })).status).toBe(
      201,
    );
  });

  const E164 = "must be E.164: + and the country code, then digits only, e.g. +14155551234";
  const numbers: [string, string | null][] = [
    ["+14155551234", null],
    ["+15005550006", null],
    ["+15550001111", null],
    ["+442079460123", null],
    ["+441632960123", null],
    ["+4915112345678", null],
    ["14155551234", E164],
    ["+1 415 555 1234", E164],
    ["+1-415-555-1234", E164],
    ["tel:+14155551234", E164],
    ["+0123456789", E164],
    ["+", E164],
    ["", E164],
    ["+1415555123", "is too short for its country"],
    ["+141555512345", "is too long for its country"],
    ["+999123456789", "has no known country code"],
    [`+${"1".repeat(16)}`, E164],
    ["+14155551234\n", E164],
    ["+１４１５５５５１２３４", E164],
  ];
  it.each(numbers)("judges the number %s", async (phoneNumber, problem) => {
    const server = await taking();
    const { status, body } = await server.call("POST", PATH, {
      body: { ...VALID, phone_number: phoneNumber },
    });
    if (problem === null) expect(status).toBe(201);
    else
      expect({ status, body }).toMatchObject({ status: 422, body: { errors: { phone_number: [problem] } } });
  });

  it("takes twenty items in a list, and no more", async () => {
    const server = await taking();
    const addresses = (amount: number) => Array.from({ length: amount }, (_, index) => `203.0.113.${index}`);
    const numbers = (amount: number) =>
      Array.from({ length: amount }, (_, index) => `+1415555${1000 + index}`);
    const asked = (amount: number) => ({
      ...SET_UP,
      supports_inbound: true,
      supports_outbound: true,
      inbound_trunk: { allowed_addresses: addresses(amount), allowed_numbers: numbers(amount) },
      outbound_trunk: { allowed_addresses: addresses(amount) },
    });
    expect((await server.call("POST", PATH, { body: asked(20) })).status).toBe(201);
    const tooMany = ["must not hold more than 20 items"];
    expect((await server.call("POST", PATH, { body: asked(21) })).body).toMatchObject({
      errors: {
        "inbound_trunk.allowed_addresses": tooMany,
        "inbound_trunk.allowed_numbers": tooMany,
        "outbound_trunk.allowed_addresses": tooMany,
      },
    });
  });
});
