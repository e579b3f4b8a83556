import { isTwilioSid } from "../domain/sid.ts";
import type { ImportRequest } from "../operations/operations.ts";
import { type Recorded, recorded } from "./number-fields.ts";
import { fields } from "./plain-schemas.ts";

/** What the installation itself has: its Twilio account, its LiveKit project. */
export interface Installation {
  accountSid: string | null;
  livekitUrl: string;
}

/** The fields of a number whose resources exist already. Every fault at once, also those between fields. */
export function importSchema(installation: Installation) {
  const rule = (field: keyof Recorded, holds: (body: Recorded) => boolean, error: string) => ({
    check: holds,
    // Looked at whatever else is wrong; the values may then have any form.
    options: { path: [field], error, when: ({ value }: { value: unknown }) => isObject(value) },
  });
  const account = rule(
    "twilio_account_sid",
    (body) => isGiven(body.twilio_account_sid) || !namesTwilio(body),
    "is required with provider twilio, and wherever a Twilio id or token is given",
  );
  const token = rule(
    "twilio_account_sid",
    (body) =>
      // A wrong form is said already.
      !isTwilioSid("account", String(body.twilio_account_sid)) ||
      isGiven(body.twilio_auth_token) ||
      body.twilio_account_sid === installation.accountSid,
    "is not the account of this installation (TWILIO_ACCOUNT_SID), so twilio_auth_token is required with it",
  );
  const outboundTrunkId = rule(
    "livekit_outbound_trunk_id",
    (body) => !isGiven(body.livekit_outbound_trunk_id) || isGiven(body.livekit_trunk_id),
    "goes beside livekit_trunk_id: where a number has one trunk only, that is livekit_trunk_id",
  );
  return fields(recorded)
    .refine(account.check, account.options)
    .refine(token.check, token.options)
    .refine(outboundTrunkId.check, outboundTrunkId.options)
    .transform((body) => requestFrom(body, body.livekit_host ?? installation.livekitUrl));
}

const isObject = (value: unknown) => typeof value === "object" && value !== null;
const isGiven = (value: unknown) => value !== undefined && value !== null;

function namesTwilio(body: Recorded): boolean {
  const lists = [
    body.twilio_credential_list_sids,
    body.twilio_connection_policy_sids,
    body.twilio_ip_access_control_list_sids,
  ];
  return (
    body.provider === "twilio" ||
    [body.twilio_auth_token, body.twilio_phone_number_sid, body.twilio_trunk_sid].some(isGiven) ||
    lists.some((list) => Array.isArray(list) && list.length > 0)
  );
}

/** What is asked of the operation. */
function requestFrom(body: Recorded, livekitHost: string): ImportRequest {
  const accountSid = body.twilio_account_sid ?? null;
  return {
    phoneNumber: body.phone_number,
    label: body.label,
    supportsInbound: body.supports_inbound,
    supportsOutbound: body.supports_outbound,
    provider: body.provider ?? null,
    inboundTrunk: body.inbound_trunk,
    outboundTrunk: body.outbound_trunk,
    twilioAccountSid: accountSid,
    authToken: body.twilio_auth_token ?? null,
    // Twilio's own default region; without an account there is nothing in any region.
    twilioRegion: body.twilio_region ?? (accountSid === null ? null : "us1"),
    twilioPhoneNumberSid: body.twilio_phone_number_sid ?? null,
    twilioTrunkSid: body.twilio_trunk_sid ?? null,
    twilioCredentialListSids: body.twilio_credential_list_sids,
    twilioConnectionPolicySids: body.twilio_connection_policy_sids,
    twilioIpAccessControlListSids: body.twilio_ip_access_control_list_sids,
    livekitHost,
    livekitTrunkId: body.livekit_trunk_id ?? null,
    livekitOutboundTrunkId: body.livekit_outbound_trunk_id ?? null,
    livekitDispatchRuleId: body.livekit_dispatch_rule_id ?? null,
  };
}
