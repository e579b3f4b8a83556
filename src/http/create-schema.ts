import type { z } from "zod";
import { TWILIO_REGIONS } from "../domain/twilio-region.ts";
import type { CreateRequest, ImportRequest } from "../operations/operations.ts";
import { described, recorded } from "./number-fields.ts";
import { fields, oneOf } from "./plain-schemas.ts";

/** Twilio's own. */
const DEFAULT_REGION = "us1";

const WITH_TWILIO =
  "Required with provider twilio; not kept without it (POST /api/v2/phone_numbers/import keeps it).";

const asked = {
  ...described,
  provider: recorded.provider.meta({ description: "Left out: the number is only recorded." }),
  twilio_account_sid: recorded.twilio_account_sid.meta({ description: WITH_TWILIO }),
  twilio_auth_token: recorded.twilio_auth_token.meta({
    writeOnly: true,
    description: `${WITH_TWILIO} Never shown again.`,
  }),
  twilio_region: oneOf(TWILIO_REGIONS)
    .nullish()
    .meta({
      description: `Where everything is made; with provider twilio only, by default ${DEFAULT_REGION}.`,
    }),
};

type Asked = z.output<z.ZodObject<typeof asked>>;

/** What is asked for: everything set up at Twilio and LiveKit, or nothing but a record. */
export type CreateWish =
  | { provider: "twilio"; request: CreateRequest }
  | { provider: null; request: ImportRequest };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isGiven = (value: unknown) => value !== undefined && value !== null;

/** Looked at whatever else is wrong: every fault is told at once. The values may then have any form. */
function rule(path: string[], holds: (body: Record<string, unknown>) => boolean, error: string) {
  return {
    check: (body: Record<string, unknown>) => holds(body),
    options: { path, error, when: ({ value }: { value: unknown }) => isObject(value) },
  };
}

const required = (["twilio_account_sid", "twilio_auth_token"] as const).map((field) =>
  rule(
    [field],
    (body) => body["provider"] !== "twilio" || isGiven(body[field]),
    "is required with provider twilio",
  ),
);
const credentials = rule(
  ["inbound_trunk", "has_auth_credentials"],
  ({ provider, inbound_trunk: trunk }) =>
    provider !== "twilio" || !isObject(trunk) || trunk["has_auth_credentials"] !== true,
  "must be false: Twilio Elastic SIP cannot authenticate with user and password towards LiveKit",
);

/** The fields of a number to be created (product.md 8). */
export const createSchema = [...required, credentials]
  .reduce((schema, { check, options }) => schema.refine(check, options), fields(asked))
  .transform((body: Asked): CreateWish => {
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
    const twilioRegion = body.twilio_region ?? DEFAULT_REGION;
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
