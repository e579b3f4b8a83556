import type { ExternalResource, ResourceKind } from "../../src/domain/external-resource.ts";
import type { IncidentChanges } from "../../src/domain/incident.ts";
import type { PhoneNumber } from "../../src/domain/phone-number.ts";
import { uncheckedResource } from "../../src/domain/recorded-resources.ts";
import type { Note } from "../../src/operations/ports/incident-store.ts";

/** A Twilio-shaped id: the same letter always gives the same id. */
export const sid = (prefix: string, letter: string) => `${prefix}${letter.repeat(32)}`;

export const NOW = new Date("2026-01-15T03:12:00.000Z");
export const secondsBefore = (seconds: number, from = NOW) => new Date(from.getTime() - seconds * 1000);

/** A number with one of everything, corrupted unless said otherwise. */
export function aNumber(changes: Partial<PhoneNumber> = {}): PhoneNumber {
  return {
    id: 42,
    phoneNumber: "+14155551234",
    label: "Support Line",
    status: "corrupted",
    supportsInbound: true,
    supportsOutbound: false,
    provider: "twilio",
    hasTwilioCredentials: true,
    outboundTrunk: {},
    inboundTrunk: {},
    twilioAccountSid: sid("AC", "a"),
    twilioRegion: "us1",
    twilioPhoneNumberSid: sid("PN", "a"),
    twilioTrunkSid: sid("TK", "a"),
    twilioCredentialListSids: [sid("CL", "a")],
    twilioConnectionPolicySids: [sid("NY", "a")],
    twilioIpAccessControlListSids: [sid("AL", "a")],
    livekitHost: "wss://demo.livekit.cloud",
    livekitTrunkId: "ST_inbound",
    livekitOutboundTrunkId: null,
    livekitDispatchRuleId: "SDR_rule",
    corruptedAt: NOW,
    corruptionCause: "credentials",
    corruptionMessage: "Twilio rejected the credentials",
    createdAt: secondsBefore(3600),
    updatedAt: NOW,
    version: 3,
    ...changes,
  };
}

/** Where the resources were seen. */
export const PLACE = `${sid("AC", "a")} us1`;

/** A resource that was seen an hour ago and checked just now. */
export function aResource(kind: ResourceKind, changes: Partial<ExternalResource> = {}): ExternalResource {
  const prefixes: Record<ResourceKind, string> = {
    twilio_sip_trunk: "TK",
    twilio_origination_url: "OU",
    twilio_trunk_number: "PN",
    twilio_credential_list: "CL",
    twilio_ip_access_control_list: "AL",
    twilio_connection_policy: "NY",
    livekit_inbound_trunk: "ST_inbound",
    livekit_outbound_trunk: "ST_outbound",
    livekit_dispatch_rule: "SDR_rule",
  };
  const prefix = prefixes[kind];
  const hangsOnTrunk = kind === "twilio_origination_url" || kind === "twilio_trunk_number";
  return {
    ...uncheckedResource({
      kind,
      sid: prefix.includes("_") ? prefix : sid(prefix, "a"),
      parentSid: hangsOnTrunk ? sid("TK", "a") : null,
    }),
    state: "present",
    ownership: "proven",
    checkedAt: NOW,
    firstSeenAt: secondsBefore(3600),
    firstSeenUnder: PLACE,
    ...changes,
  };
}

/** An incident that nobody has touched, and that nothing is planned for. */
export const UNTOUCHED: Required<IncidentChanges> = {
  claimedBy: null,
  claimedAt: null,
  snoozedUntil: null,
  snoozedBy: null,
  lastActedAt: null,
  nextRetryAt: null,
  retries: 0,
  mentionedAt: null,
  remindedUnclaimedAt: null,
  remindedClaimedAt: null,
  checkingSince: null,
};

/** A line for an alert's thread, not sent yet. */
export function aNote(changes: Partial<Note> = {}): Note {
  return {
    id: 5,
    text: "removed it by hand",
    by: null,
    mention: null,
    broadcast: false,
    approval: null,
    triedAt: null,
    postedTs: null,
    ...changes,
  };
}
