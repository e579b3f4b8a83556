import type { ResourceKind, ResourceState } from "./external-resource.ts";

/** The four words for states, always the same (texts.md). */
export const STATE_WORD: Record<ResourceState, string> = {
  gone: "gone",
  present: "still there",
  kept: "kept (shared)",
  unknown: "cannot tell",
};

/** Kinds in the words of the providers' consoles, for the middle of a sentence. */
export const KIND_WORDS: Record<ResourceKind, string> = {
  twilio_sip_trunk: "SIP trunk",
  twilio_origination_url: "origination URL",
  twilio_trunk_number: "trunk's number link",
  twilio_credential_list: "credential list",
  twilio_ip_access_control_list: "IP access control list",
  twilio_connection_policy: "connection policy",
  livekit_inbound_trunk: "LiveKit inbound trunk",
  livekit_outbound_trunk: "LiveKit outbound trunk",
  livekit_dispatch_rule: "LiveKit dispatch rule",
};
