import type { ResourceKind, ResourceRef } from "./external-resource.ts";

/**
 * The prefixes of Twilio's ids by kind. An NY asked at the access-control-list endpoint would answer 404 and look gone
 * (telephony.md 1.8), so a kind never meets another kind's id.
 */
const TWILIO_PREFIX = {
  account: "AC",
  phone_number: "PN",
  twilio_sip_trunk: "TK",
  twilio_origination_url: "OU",
  twilio_trunk_number: "PN",
  twilio_credential_list: "CL",
  twilio_ip_access_control_list: "AL",
  twilio_connection_policy: "NY",
  credential: "CR",
  ip_address: "IP",
} as const;

const LIVEKIT_PREFIX = {
  livekit_inbound_trunk: "ST",
  livekit_outbound_trunk: "ST",
  livekit_dispatch_rule: "SDR",
} as const;

export type TwilioIdKind = keyof typeof TWILIO_PREFIX;

/** Twilio ids are two letters and 32 hex digits (Twilio's OpenAPI specs: `^TK[0-9a-fA-F]{32}$`). */
export function isTwilioSid(kind: TwilioIdKind, sid: string): boolean {
  return new RegExp(sidPattern(kind)).test(sid);
}

/** LiveKit ids are a prefix, an underscore and letters, digits, - or _. */
export function isLivekitId(kind: keyof typeof LIVEKIT_PREFIX, id: string): boolean {
  return new RegExp(sidPattern(kind)).test(id);
}

/** What an id of this kind looks like, as a regular expression. */
export function sidPattern(kind: TwilioIdKind | ResourceKind): string {
  return kind in LIVEKIT_PREFIX
    ? `^${LIVEKIT_PREFIX[kind as keyof typeof LIVEKIT_PREFIX]}_[0-9A-Za-z_-]{1,64}$`
    : `^${TWILIO_PREFIX[kind as TwilioIdKind]}[0-9a-fA-F]{32}$`;
}

/** What an id of this kind looks like, for people. */
export function sidForm(kind: TwilioIdKind | ResourceKind): string {
  return kind in LIVEKIT_PREFIX
    ? `${LIVEKIT_PREFIX[kind as keyof typeof LIVEKIT_PREFIX]}_ followed by letters and digits`
    : `${TWILIO_PREFIX[kind as TwilioIdKind]} followed by 32 hex digits`;
}

/** False: the id is never sent to a provider, an empty one would address the whole collection (telephony.md 1.2). */
export function isAddressable(ref: ResourceRef): boolean {
  switch (ref.kind) {
    case "livekit_inbound_trunk":
    case "livekit_outbound_trunk":
    case "livekit_dispatch_rule":
      return isLivekitId(ref.kind, ref.sid);
    case "twilio_origination_url":
    case "twilio_trunk_number":
      return isTwilioSid(ref.kind, ref.sid) && isTwilioSid("twilio_sip_trunk", ref.parentSid ?? "");
    default:
      return isTwilioSid(ref.kind, ref.sid);
  }
}
