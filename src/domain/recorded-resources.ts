import {
  type ExternalResource,
  inResourceOrder,
  type ResourceKind,
  type ResourceRef,
  resourceKey,
} from "./external-resource.ts";
import type { PhoneNumber } from "./phone-number.ts";

/** Connection policies were filed under access control lists for years (telephony.md 1.8): the prefix decides. */
function listKind(sid: string, column: ResourceKind): ResourceKind {
  if (sid.startsWith("AL")) return "twilio_ip_access_control_list";
  if (sid.startsWith("NY")) return "twilio_connection_policy";
  return column;
}

/** Ids that stand in the column of the other kind; they are looked after as what they are. */
export function misfiledSids(
  number: Pick<PhoneNumber, "twilioConnectionPolicySids" | "twilioIpAccessControlListSids">,
): { lists: string[]; policies: string[] } {
  const { twilioConnectionPolicySids, twilioIpAccessControlListSids } = number;
  return {
    lists: twilioConnectionPolicySids.filter((sid) => sid.startsWith("AL")),
    policies: twilioIpAccessControlListSids.filter((sid) => sid.startsWith("NY")),
  };
}

/** The resources that the columns of a number name. Origination URLs have no column: they are found by looking. */
export function recordedResources(number: PhoneNumber): ResourceRef[] {
  const refs: ResourceRef[] = [];
  const add = (kind: ResourceKind, sid: string | null, parentSid: string | null = null) => {
    if (sid !== null && !refs.some((ref) => ref.kind === kind && ref.sid === sid))
      refs.push({ kind, sid, parentSid });
  };
  const trunk = number.twilioTrunkSid;
  add("twilio_sip_trunk", trunk);
  if (trunk !== null) add("twilio_trunk_number", number.twilioPhoneNumberSid, trunk);
  for (const sid of number.twilioCredentialListSids) add("twilio_credential_list", sid);
  for (const sid of number.twilioIpAccessControlListSids)
    add(listKind(sid, "twilio_ip_access_control_list"), sid);
  for (const sid of number.twilioConnectionPolicySids) add(listKind(sid, "twilio_connection_policy"), sid);
  const firstTrunkKind = livekitTrunkKind(number);
  add(firstTrunkKind, number.livekitTrunkId);
  add("livekit_outbound_trunk", number.livekitOutboundTrunkId);
  add("livekit_dispatch_rule", number.livekitDispatchRuleId);
  return inResourceOrder(refs);
}

/** `livekit_trunk_id` is the inbound trunk, or the outbound one where there is no inbound (product.md 8). */
function livekitTrunkKind(number: PhoneNumber): ResourceKind {
  const outboundOnly =
    number.supportsOutbound && !number.supportsInbound && number.livekitDispatchRuleId === null;
  return outboundOnly && number.livekitOutboundTrunkId === null
    ? "livekit_outbound_trunk"
    : "livekit_inbound_trunk";
}

/** A resource that nobody has looked at yet. */
export function uncheckedResource(ref: ResourceRef): ExternalResource {
  return {
    ...ref,
    state: "unknown",
    cause: null,
    detail: "",
    how: "",
    providerCode: null,
    requestId: null,
    sharedWith: [],
    ownership: "unknown",
    checkedAt: null,
    firstSeenAt: null,
    firstSeenUnder: null,
    lastSeenAt: null,
    lastSeenName: null,
    removedAt: null,
    tickedBy: null,
    tickedAt: null,
  };
}

/** What is known of every resource of a number: the stored ones, and those that only the columns name so far. */
export function resourcesOf(number: PhoneNumber, stored: readonly ExternalResource[]): ExternalResource[] {
  const known = new Set(stored.map(resourceKey));
  const unknown = recordedResources(number).filter((ref) => !known.has(resourceKey(ref)));
  return inResourceOrder([...stored, ...unknown.map(uncheckedResource)]);
}
