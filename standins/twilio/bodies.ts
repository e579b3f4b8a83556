import type { LinkKind } from "./link-kinds.ts";
import type { Product } from "./pages.ts";
import { kindOf, type ResourceKind } from "./resource-kinds.ts";
import { type Account, type Link, type Resource, type TwilioState, trunkOfNumber } from "./state.ts";

export type Body = Record<string, unknown>;

/** `collection` with its SIDs filled in. */
export function fillPath(template: string, sids: Readonly<Record<string, string>>): string {
  return template.replace(/\{([A-Z]{2})\}/g, (_, prefix: string) => sids[prefix] ?? `{${prefix}}`);
}

/** The complete body of one resource, every property of Twilio's schema filled in. */
export function resourceBody(state: TwilioState, resource: Resource): Body {
  const kind = kindOf(resource.kind);
  const sids = {
    AC: resource.accountSid,
    ...(kind.parent ? { [kind.parent.prefix]: resource.parentSid ?? "" } : {}),
  };
  const own = `${fillPath(kind.collection, sids)}/${resource.sid}`;
  const shown = Object.entries(resource.fields).filter(([name]) => !kind.hidden?.includes(name));
  return {
    account_sid: resource.accountSid,
    sid: resource.sid,
    ...(kind.parent ? { [kind.parent.property]: resource.parentSid } : {}),
    ...Object.fromEntries(shown),
    ...dates(kind.product, resource.createdAt, resource.updatedAt),
    ...location(kind, own),
    ...derived(state, resource),
  };
}

/** What follows from other resources rather than being stored. */
function derived(state: TwilioState, resource: Resource): Body {
  switch (resource.kind) {
    case "TK": {
      const types = authTypes(state, resource.sid);
      const { recording_mode: mode, recording_trim: trim } = resource.fields;
      return { auth_type: types.join(","), auth_type_set: types, recording: { mode, trim } };
    }
    case "SD":
      return { auth_type: authTypes(state, resource.sid).join(",") };
    case "PN":
      return {
        trunk_sid: trunkOfNumber(state, resource.sid),
        capabilities: { voice: true, sms: true, mms: true, fax: false },
      };
    default:
      return {};
  }
}

function authTypes(state: TwilioState, ownerSid: string): string[] {
  const members = state.links.filter((link) => link.ownerSid === ownerSid).map((link) => link.memberSid);
  const has = (prefix: string) => members.some((sid) => sid.startsWith(prefix));
  return [...(has("AL") ? ["IP_ACL"] : []), ...(has("CL") ? ["CREDENTIAL_LIST"] : [])];
}

/** The body of one link: the member as seen from its owner. */
export function linkBody(state: TwilioState, kind: LinkKind, link: Link, accountSid: string): Body {
  const member = state.resources.get(link.memberSid);
  const own = `${fillPath(kind.collection, { AC: accountSid, [kind.owner]: link.ownerSid })}/${link.memberSid}`;
  if (kind.member === "PN" && member !== undefined) return trunkNumberBody(state, member, own);
  const common = {
    account_sid: accountSid,
    sid: link.memberSid,
    friendly_name: member?.fields["friendly_name"] ?? null,
    ...dates(kind.product, link.createdAt, link.createdAt),
  };
  if (kind.product === "trunking")
    return { ...common, trunk_sid: link.ownerSid, url: absolute("trunking", own) };
  // The Auth/* mappings carry neither domain_sid nor uri in Twilio's schema.
  return kind.listKey === "contents"
    ? common
    : { ...common, domain_sid: link.ownerSid, uri: absolute("api", own) };
}

const NUMBER_ONLY = new Set([
  "address_sid",
  "identity_sid",
  "bundle_sid",
  "origin",
  "voice_receive_mode",
  "emergency_status",
  "emergency_address_sid",
  "emergency_address_status",
  "status",
  "uri",
]);

function trunkNumberBody(state: TwilioState, number: Resource, own: string): Body {
  const full = resourceBody(state, number);
  const kept = Object.entries(full).filter(([name]) => !NUMBER_ONLY.has(name));
  return {
    ...Object.fromEntries(kept),
    ...dates("trunking", number.createdAt, number.updatedAt),
    url: absolute("trunking", own),
    links: { phone_number: `https://api.twilio.com${full["uri"]}` },
  };
}

/** An account. Like the real one it contains the auth token. */
export function accountBody(account: Account): Body {
  const own = `/2010-04-01/Accounts/${account.sid}`;
  const lists = ["Calls", "IncomingPhoneNumbers", "SIP", "Usage", "Keys"].map((name) => [
    name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase(),
    `${own}/${name}.json`,
  ]);
  return {
    sid: account.sid,
    auth_token: account.authToken,
    friendly_name: account.friendlyName,
    owner_account_sid: account.parentSid ?? account.sid,
    status: account.status,
    type: "Full",
    ...dates("api", account.createdAt, account.createdAt),
    uri: `${own}.json`,
    subresource_uris: Object.fromEntries(lists),
  };
}

function location(kind: ResourceKind, own: string): Body {
  const subLists = Object.entries(kind.links ?? {}).map(([name, segment]) => [
    name,
    absolute(kind.product, `${own}/${segment}`),
  ]);
  if (kind.product === "api") {
    return {
      uri: absolute("api", own),
      ...(kind.links ? { subresource_uris: Object.fromEntries(subLists) } : {}),
    };
  }
  return {
    url: absolute(kind.product, own),
    ...(kind.links ? { links: Object.fromEntries(subLists) } : {}),
  };
}

function absolute(product: Product, path: string): string {
  return product === "api" ? `${path}.json` : `https://${product}.twilio.com${path}`;
}

/** v1 speaks ISO 8601 to the second, 2010-04-01 RFC 2822. */
function dates(product: Product, createdAt: Date, updatedAt: Date): Body {
  const print = (date: Date) =>
    product === "api"
      ? date.toUTCString().replace("GMT", "+0000")
      : date.toISOString().replace(/\.\d{3}Z$/, "Z");
  return { date_created: print(createdAt), date_updated: print(updatedAt) };
}
