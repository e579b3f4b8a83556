import type { Cause, Provider } from "./cause.ts";

/** In the order in which people and the API see them. */
export const RESOURCE_KINDS = [
  "twilio_sip_trunk",
  "twilio_origination_url",
  "twilio_trunk_number",
  "twilio_credential_list",
  "twilio_ip_access_control_list",
  "twilio_connection_policy",
  "livekit_inbound_trunk",
  "livekit_outbound_trunk",
  "livekit_dispatch_rule",
] as const;

export type ResourceKind = (typeof RESOURCE_KINDS)[number];

export type ResourceState = "present" | "gone" | "kept" | "unknown";

/** Whether the number is known to own it: `unproven` = the trunk was seen and does not carry the number. */
export type Ownership = "proven" | "unproven" | "unknown";

/** Names one thing at a provider. `parentSid` is the trunk of an origination URL or of a number link. */
export interface ResourceRef {
  kind: ResourceKind;
  sid: string;
  parentSid: string | null;
}

/** What the last look at a resource proved, with its evidence. */
export interface Check {
  state: ResourceState;
  /** Why it is unknown, where a provider's answer was the reason; also why a removal failed. */
  cause: Cause | null;
  /** One plain sentence for people: the reason of `unknown`, who shares a `kept` one, news of a `gone` one ("": none). */
  detail: string;
  /** How it was found out, and what proves `gone`: "Twilio GET, 404 with code 20404; account AC… is active". */
  how: string;
  providerCode: string | null;
  requestId: string | null;
  sharedWith: string[];
  checkedAt: Date;
}

/** A resource of a number: its name, its last check (none yet: `state` unknown, `checkedAt` null), its tick. */
export interface ExternalResource extends ResourceRef, Omit<Check, "checkedAt"> {
  ownership: Ownership;
  checkedAt: Date | null;
  firstSeenAt: Date | null;
  /** Where it was first seen (account and region, or host): an absence anywhere else proves nothing. */
  firstSeenUnder: string | null;
  /** When a look last saw it there. */
  lastSeenAt: Date | null;
  /** What it was called when a look last saw it there and learnt its name: somebody else's words. */
  lastSeenName: string | null;
  /** When Lineman itself removed it. */
  removedAt: Date | null;
  /** Slack user id. */
  tickedBy: string | null;
  tickedAt: Date | null;
}

export function providerOf(kind: ResourceKind): Provider {
  return kind.startsWith("livekit_") ? "livekit" : "twilio";
}

/** `kind:sid`, unique within a number; also the name of a tick. */
export function resourceKey(ref: Pick<ResourceRef, "kind" | "sid">): string {
  return `${ref.kind}:${ref.sid}`;
}

/** Nothing is left to do about it. */
export function isSettled(resource: Pick<ExternalResource, "state">): boolean {
  return resource.state === "gone" || resource.state === "kept";
}

/** The last look saw it there, whatever else could be told of it: nobody can vouch that it is gone. */
export function isSeenThere(resource: Pick<ExternalResource, "state" | "lastSeenAt" | "checkedAt">): boolean {
  if (resource.state === "present") return true;
  const { lastSeenAt, checkedAt } = resource;
  return resource.state === "unknown" && lastSeenAt !== null && checkedAt !== null && lastSeenAt >= checkedAt;
}

/** Somebody says that they removed it, and no look has begun since: what the last one saw says nothing against them. */
export function isTickedSinceLook({
  tickedBy,
  tickedAt,
  checkedAt,
}: Pick<ExternalResource, "tickedBy" | "tickedAt" | "checkedAt">): boolean {
  if (tickedBy === null) return false;
  return tickedAt === null || checkedAt === null || tickedAt > checkedAt;
}

/** In the order of RESOURCE_KINDS, then by id. */
export function inResourceOrder<T extends Pick<ResourceRef, "kind" | "sid">>(resources: readonly T[]): T[] {
  return [...resources].sort(
    (a, b) => RESOURCE_KINDS.indexOf(a.kind) - RESOURCE_KINDS.indexOf(b.kind) || (a.sid < b.sid ? -1 : 1),
  );
}
