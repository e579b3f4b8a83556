import { LINK_KINDS } from "./link-kinds.ts";
import { kindOf } from "./resource-kinds.ts";
import { newSid, type SidPrefix } from "./sids.ts";
import { addLink, addResource, type Fields, removeLinks, type TwilioState } from "./state.ts";

/** Values of a seeded resource: its JSON properties in snake_case, and a `sid` where the test wants a certain one. */
type Seed = Fields & { sid?: string };

/** Which of a SIP domain's lists a mapping goes into. */
type DomainMapping = "calls" | "registrations" | "legacy";

export type TwilioSeeds = {
  trunk(accountSid: string, seed?: Seed): string;
  originationUrl(trunkSid: string, seed?: Seed): string;
  credentialList(accountSid: string, seed?: Seed): string;
  credential(listSid: string, seed?: Seed): string;
  ipAccessControlList(accountSid: string, seed?: Seed): string;
  ipAddress(listSid: string, seed?: Seed): string;
  connectionPolicy(accountSid: string, seed?: Seed): string;
  connectionPolicyTarget(policySid: string, seed?: Seed): string;
  byocTrunk(accountSid: string, seed?: Seed): string;
  sipDomain(accountSid: string, seed?: Seed): string;
  /** A number of the account; `emergency_status: "Active"` makes its trunk undeletable (21634). */
  phoneNumber(accountSid: string, phoneNumber: string, seed?: Seed): string;
  /** Links a credential list, IP access control list or number to a trunk. */
  trunkLink(trunkSid: string, memberSid: string): void;
  /** Maps a credential list or IP access control list to a SIP domain. */
  domainMapping(domainSid: string, listSid: string, mapping?: DomainMapping): void;
};

/** Puts things into the stand-in without the API's checks; every function answers the SID. */
export function createTwilioSeeds(state: TwilioState): TwilioSeeds {
  let lastName = 0;
  const freshName = (word: string) => `${word}-${++lastName}`;

  function seed(kind: SidPrefix, accountSid: string, parentSid: string | null, fields: Seed): string {
    if (!state.accounts.has(accountSid)) throw new Error(`no account ${accountSid}`);
    const { sid = newSid(kind), ...values } = fields;
    return addResource(state, {
      sid,
      kind,
      accountSid,
      parentSid,
      fields: { ...kindOf(kind).initial, ...values },
    }).sid;
  }
  const child = (kind: SidPrefix, parentSid: string, fields: Seed) => {
    const parent = state.resources.get(parentSid);
    if (parent === undefined) throw new Error(`no resource ${parentSid}`);
    return seed(kind, parent.accountSid, parentSid, fields);
  };
  const link = (relation: string, ownerSid: string, memberSid: string) => {
    if (!LINK_KINDS.some((kind) => kind.relation === relation)) throw new Error(`no relation ${relation}`);
    if (memberSid.startsWith("PN")) removeLinks(state, (one) => one.memberSid === memberSid);
    addLink(state, relation, ownerSid, memberSid);
  };
  const noun = (memberSid: string) =>
    memberSid.startsWith("CL")
      ? "credential_list"
      : memberSid.startsWith("AL")
        ? "ip_access_control_list"
        : "phone_number";

  return {
    trunk: (accountSid, fields = {}) =>
      seed("TK", accountSid, null, { friendly_name: freshName("trunk"), ...fields }),
    originationUrl: (trunkSid, fields = {}) =>
      child("OU", trunkSid, {
        friendly_name: freshName("origination"),
        sip_url: "sip:example.sip.livekit.cloud",
        weight: 10,
        priority: 10,
        enabled: true,
        ...fields,
      }),
    credentialList: (accountSid, fields = {}) =>
      seed("CL", accountSid, null, { friendly_name: freshName("credentials"), ...fields }),
    credential: (listSid, fields = {}) =>
      child("CR", listSid, { username: freshName("user"), password: "Seeded-Passw0rd", ...fields }),
    ipAccessControlList: (accountSid, fields = {}) =>
      seed("AL", accountSid, null, { friendly_name: freshName("addresses"), ...fields }),
    ipAddress: (listSid, fields = {}) =>
      child("IP", listSid, { friendly_name: freshName("address"), ip_address: "192.0.2.1", ...fields }),
    connectionPolicy: (accountSid, fields = {}) =>
      seed("NY", accountSid, null, { friendly_name: freshName("policy"), ...fields }),
    connectionPolicyTarget: (policySid, fields = {}) =>
      child("NE", policySid, { target: "sip:carrier.example.com", ...fields }),
    byocTrunk: (accountSid, fields = {}) =>
      seed("BY", accountSid, null, { friendly_name: freshName("byoc"), ...fields }),
    sipDomain: (accountSid, fields = {}) =>
      seed("SD", accountSid, null, { domain_name: `${freshName("domain")}.sip.twilio.com`, ...fields }),
    phoneNumber: (accountSid, phoneNumber, fields = {}) =>
      seed("PN", accountSid, null, { friendly_name: phoneNumber, phone_number: phoneNumber, ...fields }),
    trunkLink: (trunkSid, memberSid) => link(`trunk_${noun(memberSid)}`, trunkSid, memberSid),
    domainMapping: (domainSid, listSid, mapping = "calls") =>
      link(`domain_${mapping}_${noun(listSid)}`, domainSid, listSid),
  };
}
