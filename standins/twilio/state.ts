import { newSid, type SidPrefix } from "./sids.ts";

export type AccountStatus = "active" | "suspended" | "closed";

export type Account = {
  readonly sid: string;
  readonly friendlyName: string;
  /** The parent of a subaccount: its credentials may act on this account too. */
  readonly parentSid: string | null;
  readonly createdAt: Date;
  authToken: string;
  status: AccountStatus;
};

export type FieldValue = string | number | boolean | null;
/** Values as they appear in the JSON body, keyed in snake_case. */
export type Fields = Record<string, FieldValue>;

/** A resource of any kind. `parentSid` is the resource it vanishes with (a trunk for an origination URL). */
export type Resource = {
  readonly sid: string;
  readonly kind: SidPrefix;
  readonly accountSid: string;
  readonly parentSid: string | null;
  readonly sequence: number;
  readonly createdAt: Date;
  updatedAt: Date;
  fields: Fields;
};

/** "Owner uses member": a trunk or SIP domain with a list or a number. */
export type Link = {
  readonly relation: string;
  readonly ownerSid: string;
  readonly memberSid: string;
  readonly sequence: number;
  readonly createdAt: Date;
};

export type TwilioState = {
  readonly accounts: Map<string, Account>;
  readonly resources: Map<string, Resource>;
  readonly links: Link[];
  /** Termination domains of deleted trunks, and when each is free again. */
  readonly reservedDomains: Map<string, Date>;
  readonly now: () => Date;
  sequence: number;
};

export type Draft = {
  readonly sid?: string | undefined;
  readonly kind: SidPrefix;
  readonly accountSid: string;
  readonly parentSid?: string | null | undefined;
  readonly fields: Fields;
};

/** Stores a resource without asking whether Twilio would allow it. */
export function addResource(state: TwilioState, draft: Draft): Resource {
  const createdAt = state.now();
  state.sequence += 1;
  const resource: Resource = {
    sid: draft.sid ?? newSid(draft.kind),
    kind: draft.kind,
    accountSid: draft.accountSid,
    parentSid: draft.parentSid ?? null,
    sequence: state.sequence,
    createdAt,
    updatedAt: createdAt,
    fields: draft.fields,
  };
  state.resources.set(resource.sid, resource);
  return resource;
}

/** The account's resources of one kind (and parent), newest first as Twilio lists them. */
export function resourcesOf(
  state: TwilioState,
  kind: SidPrefix,
  accountSid: string,
  parentSid?: string,
): Resource[] {
  return [...state.resources.values()]
    .filter((one) => one.kind === kind && one.accountSid === accountSid)
    .filter((one) => parentSid === undefined || one.parentSid === parentSid)
    .sort((a, b) => b.sequence - a.sequence);
}

const DOMAIN_RESERVED_DAYS = 30;

/**
 * Removes a resource with everything that cannot exist without it: its children and its links. Nothing is refused here.
 * A deleted trunk's domain stays taken for up to 30 days (Twilio support).
 */
export function removeResource(state: TwilioState, resource: Resource): void {
  for (const child of [...state.resources.values()]) {
    if (child.parentSid === resource.sid) removeResource(state, child);
  }
  removeLinks(state, (link) => link.ownerSid === resource.sid || link.memberSid === resource.sid);
  const domain = resource.fields["domain_name"];
  if (resource.kind === "TK" && typeof domain === "string") {
    const freeAt = new Date(state.now().getTime() + DOMAIN_RESERVED_DAYS * 24 * 60 * 60 * 1000);
    state.reservedDomains.set(domain, freeAt);
  }
  for (const other of state.resources.values()) {
    if (other.fields["connection_policy_sid"] === resource.sid) other.fields["connection_policy_sid"] = null;
  }
  state.resources.delete(resource.sid);
}

/** Links two resources without asking whether Twilio would allow it. */
export function addLink(state: TwilioState, relation: string, ownerSid: string, memberSid: string): Link {
  state.sequence += 1;
  const link = { relation, ownerSid, memberSid, sequence: state.sequence, createdAt: state.now() };
  state.links.push(link);
  return link;
}

/** Drops every link that the predicate picks. */
export function removeLinks(state: TwilioState, picks: (link: Link) => boolean): void {
  const kept = state.links.filter((link) => !picks(link));
  state.links.splice(0, state.links.length, ...kept);
}

/** A number hangs on one trunk at most; this is its `trunk_sid`. */
export function trunkOfNumber(state: TwilioState, numberSid: string): string | null {
  return state.links.find((link) => link.memberSid === numberSid)?.ownerSid ?? null;
}
