import type { z } from "zod";
import type { CreateRequest, ImportRequest } from "../operations/operations.ts";
import { described, recorded } from "./number-fields.ts";
import { fields } from "./plain-schemas.ts";

const { provider, twilio_account_sid, twilio_auth_token, twilio_region } = recorded;

const asked = {
  ...described,
  provider,
  twilio_account_sid,
  twilio_auth_token,
  twilio_region,
};

type Asked = z.output<z.ZodObject<typeof asked>>;

/** What is asked for: everything set up at Twilio and LiveKit, or nothing but a record. */
export type CreateWish =
  | { provider: "twilio"; request: CreateRequest }
  | { provider: null; request: ImportRequest };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** Looked at whatever else is wrong: every fault is told at once. */
function requiredWithTwilio(field: "twilio_account_sid" | "twilio_auth_token") {
  return {
    check: (body: Asked) => body.provider !== "twilio" || (body[field] ?? null) !== null,
    options: {
      path: [field],
      error: "is required with provider twilio",
      when: ({ value }: { value: unknown }) => isObject(value),
    },
  };
}

const account = requiredWithTwilio("twilio_account_sid");
const token = requiredWithTwilio("twilio_auth_token");

/** The fields of a number to be created (product.md 8). */
export const createSchema = fields(asked)
  .refine(account.check, account.options)
  .refine(token.check, token.options)
  .transform((body): CreateWish => {
    const number = {
      phoneNumber: body.phone_number,
      label: body.label,
      supportsInbound: body.supports_inbound,
      supportsOutbound: body.supports_outbound,
      inboundTrunk: body.inbound_trunk,
      outboundTrunk: body.outbound_trunk,
    };
    const { twilio_account_sid: accountSid, twilio_auth_token: authToken } = body;
    if (body.provider !== "twilio" || !accountSid || !authToken)
      return { provider: null, request: { ...number, ...NOTHING_SET_UP } };
    // Twilio's own default region.
    const twilioRegion = body.twilio_region ?? "us1";
    return {
      provider: "twilio",
      request: { ...number, twilioAccountSid: accountSid, authToken, twilioRegion },
    };
  });

const NOTHING_SET_UP = {
  provider: null,
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
