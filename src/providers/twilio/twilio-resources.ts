import { ProviderError } from "../../domain/errors.ts";
import type { ResourceKind, ResourceRef } from "../../domain/external-resource.ts";
import { isAddressable, isTwilioSid } from "../../domain/sid.ts";
import type { TeardownStep } from "../../domain/teardown-plan.ts";
import { sentenceOf } from "../plain-words.ts";
import type { TwilioClient } from "./twilio-client.ts";
import { unexpectedTwilio } from "./twilio-error.ts";

type TwilioKind = Extract<ResourceKind, `twilio_${string}`>;

interface Answered<T> {
  body: T;
  statusCode: number;
  headers: unknown;
}

/** One thing at Twilio, as every context of the SDK offers it. */
interface TwilioResource {
  fetchWithHttpInfo(): Promise<Answered<{ sid: string; friendlyName?: string | null }>>;
  removeWithHttpInfo(): Promise<Answered<boolean>>;
}

type Place = (client: TwilioClient, sid: string, trunkSid: string) => TwilioResource;

const sip = (client: TwilioClient) => client.api.v2010.accounts(client.accountSid).sip;
const trunk = (client: TwilioClient, sid: string) => client.trunking.v1.trunks(sid);

/** Where each kind lives (telephony.md 1.1). The id of a number under its trunk is the link: removing it keeps the number. */
const PLACES: Readonly<Record<TwilioKind, Place>> = {
  twilio_sip_trunk: (client, sid) => trunk(client, sid),
  twilio_origination_url: (client, sid, trunkSid) => trunk(client, trunkSid).originationUrls(sid),
  twilio_trunk_number: (client, sid, trunkSid) => trunk(client, trunkSid).phoneNumbers(sid),
  twilio_credential_list: (client, sid) => sip(client).credentialLists(sid),
  twilio_ip_access_control_list: (client, sid) => sip(client).ipAccessControlLists(sid),
  twilio_connection_policy: (client, sid) => client.voice.v1.connectionPolicies(sid),
};

/** Links of a trunk. `credentialsLists` is the SDK's own spelling. */
const LINKS = {
  twilio_credential_list: (client, sid, trunkSid) => trunk(client, trunkSid).credentialsLists(sid),
  twilio_ip_access_control_list: (client, sid, trunkSid) => trunk(client, trunkSid).ipAccessControlLists(sid),
} satisfies Partial<Record<TwilioKind, Place>>;

/** The resource that a reference names. Throws ProviderError invalid_id: an empty id would address the whole collection. */
export function resourceAt(client: TwilioClient, ref: ResourceRef): TwilioResource {
  if (!isTwilioKind(ref.kind) || !isAddressable(ref)) throw invalidId();
  return PLACES[ref.kind](client, ref.sid, ref.parentSid ?? "");
}

/** What a step takes away: a resource, or a link of its trunk. Throws like `resourceAt`. */
export function targetOf(client: TwilioClient, step: TeardownStep): TwilioResource {
  switch (step.action) {
    case "remove":
      return resourceAt(client, step.ref);
    case "unlink_credential_list":
      return linkAt(client, "twilio_credential_list", step);
    case "unlink_ip_access_control_list":
      return linkAt(client, "twilio_ip_access_control_list", step);
    case "detach_number":
      throw unexpectedTwilio("A number leaves a Twilio trunk by removing its link, not by detach_number");
  }
}

/** Refuses an id that cannot be a trunk's. */
export function requireTrunkSid(sid: string | null): string {
  if (sid === null || !isTwilioSid("twilio_sip_trunk", sid)) throw invalidId();
  return sid;
}

function linkAt(client: TwilioClient, kind: keyof typeof LINKS, step: TeardownStep): TwilioResource {
  if (!isTwilioSid(kind, step.ref.sid)) throw invalidId();
  return LINKS[kind](client, step.ref.sid, requireTrunkSid(step.trunkSid));
}

function isTwilioKind(kind: ResourceKind): kind is TwilioKind {
  return kind in PLACES;
}

function invalidId(): ProviderError {
  return new ProviderError({
    provider: "twilio",
    kind: "invalid_id",
    message: sentenceOf("invalid_id", "Twilio"),
  });
}
