import { badParameter, refused, TwilioRefusal } from "./refusals.ts";
import type { ResourceKind } from "./resource-kinds.ts";
import type { SidPrefix } from "./sids.ts";
import { type Fields, type Resource, resourcesOf, type TwilioState } from "./state.ts";

// What Twilio refuses on create and update. The codes are those of its error dictionary (twilio.com/docs/api/errors).

export type Candidate = {
  readonly state: TwilioState;
  readonly kind: ResourceKind;
  readonly accountSid: string;
  readonly parentSid?: string | undefined;
  readonly fields: Fields;
  /** The resource that is being updated. */
  readonly updates?: string;
};

const CHECKS: Partial<Record<SidPrefix, (candidate: Candidate) => void>> = {
  TK: checkTrunkDomain,
  CL: (candidate) => checkUnique(candidate, "friendly_name", 21240),
  AL: (candidate) => checkUnique(candidate, "friendly_name", 21235),
  CR: checkCredential,
  IP: checkAddress,
  SD: checkSipDomain,
  BY: (candidate) => checkConnectionPolicy(candidate),
};

/** Throws the refusal of a create or update whose values Twilio does not accept. */
export function checkFields(candidate: Candidate): void {
  CHECKS[candidate.kind.prefix]?.(candidate);
}

/** Throws when the account or the parent holds the maximum already. */
export function checkLimit({ state, kind, accountSid, parentSid }: Candidate): void {
  if (kind.limit === undefined) return;
  const count = resourcesOf(state, kind.prefix, accountSid, parentSid).length;
  if (count >= kind.limit.max) throw refused(kind.limit.code, kind.limit.message);
}

/** Throws 400/20001 when a parameter names something that this account does not have. */
export function checkExists(state: TwilioState, accountSid: string, parameter: string, sid: string): void {
  if (state.resources.get(sid)?.accountSid === accountSid) return;
  throw badParameter(`${parameter} ${sid} does not exist`);
}

function siblings({ state, kind, accountSid, parentSid, updates }: Candidate): Resource[] {
  return resourcesOf(state, kind.prefix, accountSid, parentSid).filter((one) => one.sid !== updates);
}

function checkUnique(candidate: Candidate, property: string, code: number): void {
  const value = candidate.fields[property];
  if (value === undefined || siblings(candidate).every((one) => one.fields[property] !== value)) return;
  throw refused(code, `A resource with this ${property} exists already`);
}

/** Within an account a used domain is 21245; used elsewhere, or kept back after a delete, it is 21248. */
function checkTrunkDomain({ state, accountSid, fields, updates }: Candidate): void {
  const domain = fields["domain_name"];
  if (typeof domain !== "string") return;
  if (!/^[a-z0-9][a-z0-9.-]*\.pstn\.twilio\.com$/i.test(domain)) {
    throw refused(21245, "DomainName must end in .pstn.twilio.com");
  }
  const holder = [...state.resources.values()].find(
    (one) => one.kind === "TK" && one.sid !== updates && one.fields["domain_name"] === domain,
  );
  if (holder?.accountSid === accountSid) {
    throw refused(21245, `Domain name ${domain} is used by another trunk of this account`);
  }
  const freeAt = state.reservedDomains.get(domain);
  if (holder !== undefined || (freeAt !== undefined && freeAt > state.now())) {
    throw refused(21248, `Domain name ${domain} is already taken`);
  }
}

/** User names of at most 32 characters; passwords of 12 and more with mixed case and a digit. */
function checkCredential(candidate: Candidate): void {
  checkUnique(candidate, "username", 21240);
  const { username, password } = candidate.fields;
  if (typeof username === "string" && (username === "" || username.length > 32)) {
    throw refused(21240, "Username must have 1 to 32 characters");
  }
  const strong = (value: string) =>
    value.length >= 12 && [/[a-z]/, /[A-Z]/, /\d/].every((part) => part.test(value));
  if (typeof password === "string" && !strong(password)) throw refused(21240, "Password is too weak");
}

function checkAddress({ fields }: Candidate): void {
  const address = fields["ip_address"];
  if (address === undefined || /^\d{1,3}(\.\d{1,3}){3}$/.test(String(address))) return;
  throw badParameter("IpAddress must be an IPv4 address");
}

function checkSipDomain({ state, fields, updates }: Candidate): void {
  const domain = fields["domain_name"];
  if (domain === undefined) return;
  if (!String(domain).endsWith(".sip.twilio.com")) {
    throw badParameter("DomainName must end in .sip.twilio.com");
  }
  const used = [...state.resources.values()].some(
    (one) => one.kind === "SD" && one.sid !== updates && one.fields["domain_name"] === domain,
  );
  if (used) throw new TwilioRefusal(409, 20409, `Domain name ${domain} is already taken`);
}

function checkConnectionPolicy({ state, accountSid, fields }: Candidate): void {
  const policy = fields["connection_policy_sid"];
  if (typeof policy === "string") checkExists(state, accountSid, "ConnectionPolicySid", policy);
}
