import type { ExternalResource } from "../domain/external-resource.ts";
import type { Json } from "../domain/phone-number.ts";
import type { NumberWithResources } from "../operations/operations.ts";

/** Written into `outbound_trunk` and `inbound_trunk` of an answer; another program may have put a password beside them. */
const SHOWN_TRUNK_FIELDS = [
  "address",
  "transport",
  "allowed_addresses",
  "allowed_numbers",
  "media_encryption",
  "has_auth_credentials",
  "username",
  "headers",
] as const;

/** ISO 8601 in UTC, to the second, as the documented API writes it. */
export function timeJson(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

const timeOrNull = (time: Date | null) => (time === null ? null : timeJson(time));

/** N of product.md 8, with its keys in the documented order. */
export function numberJson({ number, resources }: NumberWithResources) {
  return {
    id: number.id,
    phone_number: number.phoneNumber,
    label: number.label,
    status: number.status,
    supports_inbound: number.supportsInbound,
    supports_outbound: number.supportsOutbound,
    provider: number.provider,
    has_twilio_credentials: number.hasTwilioCredentials,
    outbound_trunk: trunkJson(number.outboundTrunk),
    inbound_trunk: trunkJson(number.inboundTrunk),
    twilio_account_sid: number.twilioAccountSid,
    twilio_region: number.twilioRegion,
    twilio_phone_number_sid: number.twilioPhoneNumberSid,
    twilio_trunk_sid: number.twilioTrunkSid,
    twilio_credential_list_sids: number.twilioCredentialListSids,
    twilio_connection_policy_sids: number.twilioConnectionPolicySids,
    twilio_ip_access_control_list_sids: number.twilioIpAccessControlListSids,
    livekit_host: number.livekitHost,
    livekit_trunk_id: number.livekitTrunkId,
    livekit_outbound_trunk_id: number.livekitOutboundTrunkId,
    livekit_dispatch_rule_id: number.livekitDispatchRuleId,
    external_resources: resources.map(resourceJson),
    corrupted_at: timeOrNull(number.corruptedAt),
    corruption_cause: number.corruptionCause,
    created_at: timeJson(number.createdAt),
    updated_at: timeJson(number.updatedAt),
  };
}

function resourceJson(resource: ExternalResource) {
  return {
    kind: resource.kind,
    sid: resource.sid,
    state: resource.state,
    checked_at: timeOrNull(resource.checkedAt),
    first_seen_at: timeOrNull(resource.firstSeenAt),
    detail: told(resource),
  };
}

/** `gone` is told with its proof: callers see nothing else of the evidence. */
function told({ state, detail, how }: ExternalResource): string {
  return state === "gone" ? [detail, how].filter((part) => part !== "").join("; ") : detail;
}

function trunkJson(trunk: Json): Record<string, Json> {
  if (trunk === null || typeof trunk !== "object" || Array.isArray(trunk)) return {};
  return Object.fromEntries(
    SHOWN_TRUNK_FIELDS.flatMap((field) => {
      const value = trunk[field];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}
