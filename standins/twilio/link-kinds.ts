import type { Product } from "./pages.ts";
import type { SidPrefix } from "./sids.ts";

export type LinkKind = {
  readonly relation: string;
  readonly product: Product;
  readonly owner: "TK" | "SD";
  readonly member: SidPrefix;
  /** Path of the list, without ".json"; {XX} stands for a SID. */
  readonly collection: string;
  readonly listKey: string;
  /** The one form parameter of a create. */
  readonly parameter: string;
};

const DOMAIN = "/2010-04-01/Accounts/{AC}/SIP/Domains/{SD}";

/** Who may use a list or a number: three links of a trunk, five mappings of a SIP domain (Twilio's OpenAPI specs). */
export const LINK_KINDS: readonly LinkKind[] = [
  {
    relation: "trunk_credential_list",
    product: "trunking",
    owner: "TK",
    member: "CL",
    collection: "/v1/Trunks/{TK}/CredentialLists",
    listKey: "credential_lists",
    parameter: "CredentialListSid",
  },
  {
    relation: "trunk_ip_access_control_list",
    product: "trunking",
    owner: "TK",
    member: "AL",
    collection: "/v1/Trunks/{TK}/IpAccessControlLists",
    listKey: "ip_access_control_lists",
    parameter: "IpAccessControlListSid",
  },
  {
    relation: "trunk_phone_number",
    product: "trunking",
    owner: "TK",
    member: "PN",
    collection: "/v1/Trunks/{TK}/PhoneNumbers",
    listKey: "phone_numbers",
    parameter: "PhoneNumberSid",
  },
  domainMapping("domain_calls_credential_list", "CL", "/Auth/Calls/CredentialListMappings", "contents"),
  domainMapping(
    "domain_calls_ip_access_control_list",
    "AL",
    "/Auth/Calls/IpAccessControlListMappings",
    "contents",
  ),
  domainMapping(
    "domain_registrations_credential_list",
    "CL",
    "/Auth/Registrations/CredentialListMappings",
    "contents",
  ),
  domainMapping("domain_legacy_credential_list", "CL", "/CredentialListMappings", "credential_list_mappings"),
  domainMapping(
    "domain_legacy_ip_access_control_list",
    "AL",
    "/IpAccessControlListMappings",
    "ip_access_control_list_mappings",
  ),
];

function domainMapping(relation: string, member: "CL" | "AL", path: string, listKey: string): LinkKind {
  return {
    relation,
    product: "api",
    owner: "SD",
    member,
    collection: `${DOMAIN}${path}`,
    listKey,
    parameter: member === "CL" ? "CredentialListSid" : "IpAccessControlListSid",
  };
}
