import type { ResourceKind, ResourceRef } from "./external-resource.ts";
import type { PhoneNumber } from "./phone-number.ts";
import type { ProvisionAction } from "./provision-plan.ts";

/** Null: what is made is part of something else and goes with it, or is taken off it by the teardown. */
const KIND_MADE: Readonly<Record<ProvisionAction, ResourceKind | null>> = {
  create_sip_trunk: "twilio_sip_trunk",
  create_origination_url: "twilio_origination_url",
  create_credential_list: "twilio_credential_list",
  create_credential: null,
  link_credential_list: null,
  create_ip_access_control_list: "twilio_ip_access_control_list",
  create_ip_address: null,
  link_ip_access_control_list: null,
  link_number: "twilio_trunk_number",
  create_livekit_inbound_trunk: "livekit_inbound_trunk",
  create_livekit_outbound_trunk: "livekit_outbound_trunk",
  create_livekit_dispatch_rule: "livekit_dispatch_rule",
};

/** What people call it. */
const WORDS: Readonly<Record<ProvisionAction, string>> = {
  create_sip_trunk: "the SIP trunk at Twilio",
  create_origination_url: "the origination URL at Twilio",
  create_credential_list: "the credential list at Twilio",
  create_credential: "the credential at Twilio",
  link_credential_list: "the link between credential list and trunk at Twilio",
  create_ip_access_control_list: "the IP access control list at Twilio",
  create_ip_address: "an entry of the IP access control list at Twilio",
  link_ip_access_control_list: "the link between IP access control list and trunk at Twilio",
  link_number: "the link between the number and its trunk at Twilio",
  create_livekit_inbound_trunk: "the inbound trunk at LiveKit",
  create_livekit_outbound_trunk: "the outbound trunk at LiveKit",
  create_livekit_dispatch_rule: "the dispatch rule at LiveKit",
};

/** The kind of resource that an action makes, or null where it makes none of its own. */
export function kindMadeBy(action: ProvisionAction): ResourceKind | null {
  return KIND_MADE[action];
}

export function isProvisionAction(word: string): word is ProvisionAction {
  return Object.hasOwn(KIND_MADE, word);
}

export function provisionWords(action: ProvisionAction): string {
  return WORDS[action];
}

/** The resource that an action has made, to be recorded with the number. */
export function resourceMade(
  action: ProvisionAction,
  sid: string,
  parentSid: string | null,
): ResourceRef | null {
  const kind = KIND_MADE[action];
  return kind === null ? null : { kind, sid, parentSid };
}

/** Names of Lineman's creates, `lm-<number id>-<nonce>-<what>`: where an id was never learnt, the name stands for it. */
export function isProvisionName(text: string): boolean {
  return /^lm-\d+-[0-9a-z]+-[a-z0-9-]+$/.test(text);
}

type ResourceColumns = Partial<
  Pick<
    PhoneNumber,
    | "twilioTrunkSid"
    | "twilioPhoneNumberSid"
    | "twilioCredentialListSids"
    | "twilioIpAccessControlListSids"
    | "livekitTrunkId"
    | "livekitOutboundTrunkId"
    | "livekitDispatchRuleId"
  >
>;

/** The columns of the number that name this resource once it is made. An origination URL has none. */
export function columnsNaming(number: PhoneNumber, { kind, sid }: ResourceRef): ResourceColumns {
  switch (kind) {
    case "twilio_sip_trunk":
      return { twilioTrunkSid: sid };
    case "twilio_trunk_number":
      return { twilioPhoneNumberSid: sid };
    case "twilio_credential_list":
      return { twilioCredentialListSids: [...new Set([...number.twilioCredentialListSids, sid])] };
    case "twilio_ip_access_control_list":
      return { twilioIpAccessControlListSids: [...new Set([...number.twilioIpAccessControlListSids, sid])] };
    case "livekit_inbound_trunk":
      return { livekitTrunkId: sid };
    case "livekit_outbound_trunk":
      // `livekit_trunk_id` is the inbound trunk, or the outbound one where there is no inbound (product.md 8).
      return number.supportsInbound ? { livekitOutboundTrunkId: sid } : { livekitTrunkId: sid };
    case "livekit_dispatch_rule":
      return { livekitDispatchRuleId: sid };
    case "twilio_origination_url":
    case "twilio_connection_policy":
      return {};
  }
}
