import { describe, expect, it } from "vitest";
import { InvalidInput } from "../../src/domain/errors.ts";
import { numberJson } from "../../src/http/number-json.ts";
import { aFoundNumber, DOCS_URL, REQUEST_ID, startServer, told } from "./api-harness.ts";

const PATH = "/api/v2/phone_numbers";
const VALID = { phone_number: "+14155551234", label: "Support Line" };

/** A server that records what is asked of the operation. */
async function recording(unseen: string[] = []) {
  const asked: unknown[] = [];
  const server = await startServer({
    importNumber: async (...args) => {
      asked.push(args);
      return { ...aFoundNumber(), unseen };
    },
  });
  return { server, asked };
}

describe("POST /api/v2/phone_numbers", () => {
  it("records a number without a provider", async () => {
    const { server, asked } = await recording();
    expect(told(await server.call("POST", PATH, { body: VALID }))).toEqual({
      status: 201,
      body: {
        success: true,
        item: numberJson(aFoundNumber()),
        message: "Phone number created successfully",
      },
    });
    const nothing = {
      twilioAccountSid: null,
      authToken: null,
      twilioRegion: null,
      twilioPhoneNumberSid: null,
      twilioTrunkSid: null,
      twilioCredentialListSids: [],
      twilioConnectionPolicySids: [],
      twilioIpAccessControlListSids: [],
      livekitHost: null,
      livekitTrunkId: null,
      livekitOutboundTrunkId: null,
      livekitDispatchRuleId: null,
    };
    const request = {
      phoneNumber: "+14155551234",
      label: "Support Line",
      supportsInbound: false,
      supportsOutbound: false,
      provider: null,
      inboundTrunk: {},
      outboundTrunk: {},
      ...nothing,
    };
    expect(asked).toEqual([[request, { kind: "api_token", name: "ci-all" }]]);
  });

  it("takes null for what is left out", async () => {
    const { server, asked } = await recording();
    const body = {
      ...VALID,
      provider: null,
      supports_inbound: null,
      supports_outbound: true,
      inbound_trunk: null,
      outbound_trunk: null,
    };
    expect((await server.call("POST", PATH, { body })).status).toBe(201);
    expect(asked).toMatchObject([[{ supportsInbound: false, supportsOutbound: true, inboundTrunk: {} }, {}]]);
  });

  const SET_UP = {
    ...VALID,
    provider: "twilio",
    twilio_account_sid: `AC${"a".repeat(32)}`,
    twilio_auth_token: "token-of-the-account",
  };

  it("sets a number up with provider twilio", async () => {
    const asked: unknown[] = [];
    const server = await startServer({
      createNumber: async (...args) => {
        asked.push(args);
        return { outcome: "created", ...aFoundNumber() };
      },
    });
    const body = { ...SET_UP, supports_inbound: true, inbound_trunk: { allowed_numbers: ["+1415"] } };
    expect(told(await server.call("POST", PATH, { body }))).toEqual({
      status: 201,
      body: { success: true, item: numberJson(aFoundNumber()), message: "Phone number created successfully" },
    });
    const request = {
      phoneNumber: "+14155551234",
      label: "Support Line",
      supportsInbound: true,
      supportsOutbound: false,
      inboundTrunk: { allowed_numbers: ["+1415"] },
      outboundTrunk: {},
      twilioAccountSid: SET_UP.twilio_account_sid,
      authToken: "token-of-the-account",
      twilioRegion: "us1",
    };
    expect(asked).toEqual([[request, { kind: "api_token", name: "ci-all" }]]);
  });

  it("needs account and token with provider twilio, and no credentials towards LiveKit", async () => {
    const server = await startServer();
    const body = { ...VALID, provider: "twilio", label: "", inbound_trunk: { has_auth_credentials: true } };
    expect(told(await server.call("POST", PATH, { body }))).toMatchObject({
      status: 422,
      body: {
        errors: {
          label: ["must not be empty"],
          twilio_account_sid: ["is required with provider twilio"],
          twilio_auth_token: ["is required with provider twilio"],
          "inbound_trunk.has_auth_credentials": [expect.stringContaining("must be false")],
        },
      },
    });
  });

  it("tells what failed when everything was taken down again", async () => {
    const server = await startServer({
      createNumber: async () => ({
        outcome: "failed",
        errors: { phone_number: ["is elsewhere"] },
        left: null,
      }),
    });
    expect(told(await server.call("POST", PATH, { body: SET_UP }))).toEqual({
      status: 422,
      body: {
        success: false,
        errors: { phone_number: ["is elsewhere"] },
        message: "Failed to create phone number",
        request_id: REQUEST_ID,
      },
    });
  });

  const cleanUp = `Failed to cleanup external resources. Phone number marked as corrupted. Please see documentation for manual cleanup: ${DOCS_URL}`;
  it.each<[Record<string, string[]>, Record<string, string[]>]>([
    [{ base: ["no answer"] }, { base: ["no answer", cleanUp] }],
    [{ twilio_auth_token: ["was refused"] }, { twilio_auth_token: ["was refused"], base: [cleanUp] }],
  ])("gives the number that stays, corrupted, and where to read on, beside %j", async (errors, told) => {
    const server = await startServer({
      createNumber: async () => ({ outcome: "failed", errors, left: aFoundNumber() }),
    });
    const { status, body } = await server.call("POST", PATH, { body: SET_UP });
    expect({ status, body }).toEqual({
      status: 422,
      body: {
        success: false,
        errors: told,
        message: "Failed to create phone number",
        request_id: REQUEST_ID,
        item: numberJson(aFoundNumber()),
      },
    });
  });

  it("passes on what the operation refuses", async () => {
    const server = await startServer({
      importNumber: async () => {
        throw new InvalidInput({ phone_number: ["has already been taken"] });
      },
    });
    expect(told(await server.call("POST", PATH, { body: VALID }))).toEqual({
      status: 422,
      body: {
        success: false,
        errors: { phone_number: ["has already been taken"] },
        message: "Failed to create phone number",
        request_id: REQUEST_ID,
      },
    });
  });
});
