import type { LinkKind } from "./link-kinds.ts";
import { refused, TwilioRefusal } from "./refusals.ts";
import { checkExists } from "./rules.ts";
import { type Link, type Resource, resourcesOf, type TwilioState } from "./state.ts";

/**
 * Refuses a delete that a documented dependency forbids (Twilio errors 21241, 21236, 21247, 21634). What is undocumented is
 * allowed on purpose, with its damage: a list still linked to a trunk and a connection policy still used by a BYOC trunk vanish.
 */
export function checkRemoval(state: TwilioState, resource: Resource): void {
  const mapped = state.links.some(
    (link) => link.memberSid === resource.sid && link.relation.startsWith("domain_"),
  );
  if (resource.kind === "CL" && mapped) {
    throw refused(21241, "Credential list cannot be deleted: it is mapped to a SIP domain");
  }
  if (resource.kind === "AL" && mapped) {
    throw refused(21236, "IP access control list cannot be deleted: it is mapped to a SIP domain");
  }
  if (resource.kind === "PN" && resource.fields["emergency_status"] === "Active") {
    throw new TwilioRefusal(409, 20409, "Phone number cannot be released: it has an emergency address");
  }
  if (resource.kind === "TK") checkTrunkRemoval(state, resource);
}

function checkTrunkRemoval(state: TwilioState, trunk: Resource): void {
  const domain = trunk.fields["domain_name"];
  const subdomain = resourcesOf(state, "TK", trunk.accountSid).some(
    (one) => typeof domain === "string" && String(one.fields["domain_name"]).endsWith(`.${domain}`),
  );
  if (subdomain) throw refused(21247, "Trunk cannot be deleted: other trunks use subdomains of its domain");
  for (const link of state.links.filter((one) => one.ownerSid === trunk.sid)) checkUnlink(state, link);
}

/** Refuses to take a number with emergency calling off its trunk (error 21634; documented for trunks, inferred for unlinking). */
export function checkUnlink(state: TwilioState, link: Link): void {
  if (state.resources.get(link.memberSid)?.fields["emergency_status"] !== "Active") return;
  throw refused(21634, "Trunk is used for emergency calling: disable it on the trunk's numbers first");
}

/** Refuses a link to something that is not there, or a list that is linked already (error 21245). */
export function checkLink(
  state: TwilioState,
  kind: LinkKind,
  accountSid: string,
  ownerSid: string,
  memberSid: string,
): void {
  checkExists(state, accountSid, kind.parameter, memberSid);
  const repeated = state.links.some(
    (link) => link.relation === kind.relation && link.ownerSid === ownerSid && link.memberSid === memberSid,
  );
  if (!repeated || kind.member === "PN") return;
  if (kind.owner === "TK") throw refused(21245, `${memberSid} is already associated with this trunk`);
  throw new TwilioRefusal(409, 20409, `${memberSid} is already mapped to this domain`);
}
