/**
 * Glossary.
 *
 * - *number*: a phone number of the voice platform, a row of `phone_numbers`.
 * - *resource*: a thing outside the database that a number owns, at Twilio or LiveKit.
 * - *teardown*: removing the resources of a number, then its record (the normal delete).
 * - *corrupted*: a teardown failed; a person must step in. The stay is an *incident*, its alert is one Slack message.
 * - *check*: what one look at one resource proved: gone, present, kept (present and proven shared), unknown.
 * - *settled*: gone or kept; nothing is left to do about such a resource.
 * - *tick*: a person says that they have removed a resource themselves.
 * - *force delete*: removing the record of a corrupted number, and nothing outside the database.
 * - *leftover*: an external id that outlived its record.
 */

export type NumberStatus = "provisioning" | "active" | "deleting" | "corrupted";

/** JSON as it is stored and sent; `domain/` never looks inside. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One number as Lineman knows it. Times are UTC; `version` rises with every update of the row. */
export interface PhoneNumber {
  id: number;
  /** E.164, as recorded. */
  phoneNumber: string;
  label: string;
  status: NumberStatus;
  supportsInbound: boolean;
  supportsOutbound: boolean;
  provider: string | null;
  hasTwilioCredentials: boolean;
  outboundTrunk: Json;
  inboundTrunk: Json;
  twilioAccountSid: string | null;
  twilioRegion: string | null;
  twilioPhoneNumberSid: string | null;
  twilioTrunkSid: string | null;
  twilioCredentialListSids: string[];
  twilioConnectionPolicySids: string[];
  twilioIpAccessControlListSids: string[];
  livekitHost: string | null;
  /** The inbound trunk, or the outbound one where there is no inbound. */
  livekitTrunkId: string | null;
  /** Set only where the number has both an inbound and an outbound trunk. */
  livekitOutboundTrunkId: string | null;
  livekitDispatchRuleId: string | null;
  corruptedAt: Date | null;
  corruptionCause: string | null;
  corruptionMessage: string | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}
