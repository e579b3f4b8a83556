import type { FormSchema } from "./forms.ts";
import type { Product } from "./pages.ts";
import {
  addressForms,
  byocForm,
  credentialForms,
  domainForms,
  numberForm,
  optionalName,
  originationForms,
  requiredName,
  targetForms,
  trunkForm,
} from "./resource-forms.ts";
import type { SidPrefix } from "./sids.ts";
import type { Fields } from "./state.ts";

/** How many of a kind fit into an account or a parent, and the code of the refusal. */
type Limit = { readonly max: number; readonly code: number; readonly message: string };

export type ResourceKind = {
  readonly prefix: SidPrefix;
  readonly product: Product;
  /** Path of the list, without ".json"; {XX} stands for a SID. */
  readonly collection: string;
  readonly listKey: string;
  readonly parent?: { readonly prefix: SidPrefix; readonly property: string };
  /** Absent: cannot be created over the API here. */
  readonly create?: FormSchema;
  readonly update?: FormSchema;
  /** Filters of the list. */
  readonly filters?: readonly string[];
  readonly initial: Fields;
  /** Fields that are stored and never shown. */
  readonly hidden?: readonly string[];
  /** Names of sub-lists: the URL or URI is added to the body. */
  readonly links?: Readonly<Record<string, string>>;
  readonly limit?: Limit;
};

const ACCOUNT = "/2010-04-01/Accounts/{AC}";

const voiceMethods: Fields = { voice_method: "POST", voice_fallback_method: "POST" };

/** Every resource that a phone number can own or share; paths and bodies follow Twilio's official OpenAPI specs. */
export const RESOURCE_KINDS: readonly ResourceKind[] = [
  {
    prefix: "TK",
    product: "trunking",
    collection: "/v1/Trunks",
    listKey: "trunks",
    create: trunkForm,
    update: trunkForm,
    initial: {
      friendly_name: null,
      domain_name: null,
      disaster_recovery_method: "POST",
      disaster_recovery_url: null,
      secure: false,
      cnam_lookup_enabled: false,
      symmetric_rtp_enabled: false,
      transfer_mode: "disable-all",
      transfer_caller_id: "from-transferee",
      recording_mode: "do-not-record",
      recording_trim: "do-not-trim",
    },
    hidden: ["recording_mode", "recording_trim"],
    links: {
      origination_urls: "OriginationUrls",
      credential_lists: "CredentialLists",
      ip_access_control_lists: "IpAccessControlLists",
      phone_numbers: "PhoneNumbers",
    },
    limit: { max: 100, code: 21244, message: "Maximum number of trunks reached" },
  },
  {
    prefix: "OU",
    product: "trunking",
    collection: "/v1/Trunks/{TK}/OriginationUrls",
    listKey: "origination_urls",
    parent: { prefix: "TK", property: "trunk_sid" },
    create: originationForms.create,
    update: originationForms.update,
    initial: {},
    limit: { max: 10, code: 21249, message: "Maximum number of origination URLs reached" },
  },
  {
    prefix: "NY",
    product: "voice",
    collection: "/v1/ConnectionPolicies",
    listKey: "connection_policies",
    create: optionalName,
    update: optionalName,
    initial: { friendly_name: null },
    links: { targets: "Targets" },
    limit: { max: 10_000, code: 21253, message: "Maximum number of connection policies reached" },
  },
  {
    prefix: "NE",
    product: "voice",
    collection: "/v1/ConnectionPolicies/{NY}/Targets",
    listKey: "targets",
    parent: { prefix: "NY", property: "connection_policy_sid" },
    create: targetForms.create,
    update: targetForms.update,
    initial: { friendly_name: null, priority: 10, weight: 10, enabled: true },
    limit: { max: 10, code: 21254, message: "Maximum number of targets reached" },
  },
  {
    prefix: "BY",
    product: "voice",
    collection: "/v1/ByocTrunks",
    listKey: "byoc_trunks",
    create: byocForm,
    update: byocForm,
    initial: {
      friendly_name: null,
      voice_url: null,
      voice_fallback_url: null,
      ...voiceMethods,
      status_callback_url: null,
      status_callback_method: "POST",
      cnam_lookup_enabled: false,
      connection_policy_sid: null,
      from_domain_sid: null,
    },
  },
  {
    prefix: "CL",
    product: "api",
    collection: `${ACCOUNT}/SIP/CredentialLists`,
    listKey: "credential_lists",
    create: requiredName,
    update: requiredName,
    initial: {},
    links: { credentials: "Credentials" },
    limit: { max: 100, code: 21239, message: "Maximum number of credential lists reached" },
  },
  {
    prefix: "CR",
    product: "api",
    collection: `${ACCOUNT}/SIP/CredentialLists/{CL}/Credentials`,
    listKey: "credentials",
    parent: { prefix: "CL", property: "credential_list_sid" },
    create: credentialForms.create,
    update: credentialForms.update,
    initial: {},
    hidden: ["password"],
    limit: { max: 1000, code: 21242, message: "Maximum number of credentials reached" },
  },
  {
    prefix: "AL",
    product: "api",
    collection: `${ACCOUNT}/SIP/IpAccessControlLists`,
    listKey: "ip_access_control_lists",
    create: requiredName,
    update: requiredName,
    initial: {},
    links: { ip_addresses: "IpAddresses" },
    limit: { max: 1000, code: 21255, message: "Maximum number of IP access control lists reached" },
  },
  {
    prefix: "IP",
    product: "api",
    collection: `${ACCOUNT}/SIP/IpAccessControlLists/{AL}/IpAddresses`,
    listKey: "ip_addresses",
    parent: { prefix: "AL", property: "ip_access_control_list_sid" },
    create: addressForms.create,
    update: addressForms.update,
    initial: { cidr_prefix_length: 32 },
    limit: { max: 25, code: 21237, message: "Maximum number of IP addresses reached" },
  },
  {
    prefix: "SD",
    product: "api",
    collection: `${ACCOUNT}/SIP/Domains`,
    listKey: "domains",
    create: domainForms.create,
    update: domainForms.update,
    initial: {
      api_version: "2010-04-01",
      friendly_name: null,
      voice_url: null,
      voice_fallback_url: null,
      ...voiceMethods,
      voice_status_callback_url: null,
      voice_status_callback_method: "POST",
      sip_registration: false,
      emergency_calling_enabled: false,
      secure: false,
      byoc_trunk_sid: null,
      emergency_caller_sid: null,
    },
    links: {
      credential_list_mappings: "CredentialListMappings",
      ip_access_control_list_mappings: "IpAccessControlListMappings",
    },
    limit: { max: 100, code: 21230, message: "Maximum number of SIP domains reached" },
  },
  {
    prefix: "PN",
    product: "api",
    collection: `${ACCOUNT}/IncomingPhoneNumbers`,
    listKey: "incoming_phone_numbers",
    update: numberForm,
    filters: ["PhoneNumber", "FriendlyName"],
    initial: {
      friendly_name: null,
      address_sid: null,
      address_requirements: "none",
      api_version: "2010-04-01",
      beta: false,
      identity_sid: null,
      bundle_sid: null,
      origin: "twilio",
      sms_application_sid: null,
      sms_url: null,
      sms_method: "POST",
      sms_fallback_url: null,
      sms_fallback_method: "POST",
      status_callback: null,
      status_callback_method: "POST",
      voice_receive_mode: "voice",
      voice_application_sid: null,
      voice_caller_id_lookup: false,
      voice_url: null,
      voice_fallback_url: null,
      ...voiceMethods,
      emergency_status: "Inactive",
      emergency_address_sid: null,
      emergency_address_status: "unregistered",
      status: "in-use",
    },
  },
];

/** The kind of a SID prefix; throws for one that is no resource of its own (AC). */
export function kindOf(prefix: SidPrefix): ResourceKind {
  const kind = RESOURCE_KINDS.find((one) => one.prefix === prefix);
  if (kind === undefined) throw new Error(`${prefix} is not a resource kind`);
  return kind;
}
