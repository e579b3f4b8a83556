import type { FieldShape, MessageShape } from "./messages.ts";

// The messages of livekit_sip.proto as @livekit/protocol of livekit-server-sdk 2.19.2 lists their fields.

const text: FieldShape = { is: "string" };
const flag: FieldShape = { is: "bool" };
const texts: FieldShape = { is: "strings" };
const map: FieldShape = { is: "string_map" };
const opaque: FieldShape = { is: "opaque" };
const message = (shape: MessageShape): FieldShape => ({ is: "message", shape });
const encryption: FieldShape = {
  is: "enum",
  names: ["SIP_MEDIA_ENCRYPT_DISABLE", "SIP_MEDIA_ENCRYPT_ALLOW", "SIP_MEDIA_ENCRYPT_REQUIRE"],
};
const transport: FieldShape = {
  is: "enum",
  names: ["SIP_TRANSPORT_AUTO", "SIP_TRANSPORT_UDP", "SIP_TRANSPORT_TCP", "SIP_TRANSPORT_TLS"],
};
const headerOptions: FieldShape = {
  is: "enum",
  names: ["SIP_NO_HEADERS", "SIP_X_HEADERS", "SIP_ALL_HEADERS"],
};

const listUpdate: MessageShape = {
  name: "ListUpdate",
  fields: { set: texts, add: texts, remove: texts, clear: flag },
};

const headers = {
  headers: map,
  headers_to_attributes: map,
  attributes_to_headers: map,
  include_headers: headerOptions,
};
const stamps = { created_at: opaque, updated_at: opaque };

export const inboundTrunk: MessageShape = {
  name: "SIPInboundTrunkInfo",
  fields: {
    sip_trunk_id: text,
    name: text,
    metadata: text,
    numbers: texts,
    allowed_addresses: texts,
    allowed_numbers: texts,
    auth_username: text,
    auth_password: text,
    auth_realm: text,
    ...headers,
    ringing_timeout: opaque,
    max_call_duration: opaque,
    krisp_enabled: flag,
    media_encryption: encryption,
    media: opaque,
    ...stamps,
  },
};

export const outboundTrunk: MessageShape = {
  name: "SIPOutboundTrunkInfo",
  fields: {
    sip_trunk_id: text,
    name: text,
    metadata: text,
    address: text,
    destination_country: text,
    transport,
    numbers: texts,
    auth_username: text,
    auth_password: text,
    ...headers,
    media_encryption: encryption,
    media: opaque,
    from_host: text,
    ...stamps,
  },
};

const trunkUpdate = {
  numbers: message(listUpdate),
  auth_username: text,
  auth_password: text,
  name: text,
  metadata: text,
  media_encryption: encryption,
  media: opaque,
};

export const inboundTrunkUpdate: MessageShape = {
  name: "SIPInboundTrunkUpdate",
  fields: {
    ...trunkUpdate,
    allowed_addresses: message(listUpdate),
    allowed_numbers: message(listUpdate),
    auth_realm: text,
  },
};

export const outboundTrunkUpdate: MessageShape = {
  name: "SIPOutboundTrunkUpdate",
  fields: { ...trunkUpdate, address: text, transport, destination_country: text, from_host: text },
};

/** The legacy view of a trunk, which a delete answers and the deprecated ListSIPTrunk lists. */
export const legacyTrunk: MessageShape = {
  name: "SIPTrunkInfo",
  fields: {
    sip_trunk_id: text,
    kind: { is: "enum", names: ["TRUNK_LEGACY", "TRUNK_INBOUND", "TRUNK_OUTBOUND"] },
    inbound_addresses: texts,
    outbound_address: text,
    outbound_number: text,
    transport,
    inbound_numbers_regex: texts,
    inbound_numbers: texts,
    inbound_username: text,
    inbound_password: text,
    outbound_username: text,
    outbound_password: text,
    name: text,
    metadata: text,
  },
};

export const RULE_KINDS = [
  "dispatch_rule_direct",
  "dispatch_rule_individual",
  "dispatch_rule_callee",
] as const;

const rule: MessageShape = {
  name: "SIPDispatchRule",
  fields: {
    dispatch_rule_direct: message({ name: "SIPDispatchRuleDirect", fields: { room_name: text, pin: text } }),
    dispatch_rule_individual: message({
      name: "SIPDispatchRuleIndividual",
      fields: { room_prefix: text, pin: text, no_randomness: flag },
    }),
    dispatch_rule_callee: message({
      name: "SIPDispatchRuleCallee",
      fields: { room_prefix: text, pin: text, randomize: flag },
    }),
  },
  sparse: RULE_KINDS,
};

const ruleBasics = {
  rule: message(rule),
  trunk_ids: texts,
  hide_phone_number: flag,
  inbound_numbers: texts,
  name: text,
  metadata: text,
  attributes: map,
  room_preset: text,
  room_config: opaque,
};

export const dispatchRule: MessageShape = {
  name: "SIPDispatchRuleInfo",
  fields: {
    sip_dispatch_rule_id: text,
    ...ruleBasics,
    numbers: texts,
    media: opaque,
    krisp_enabled: flag,
    media_encryption: encryption,
    ...stamps,
  },
};

export const createDispatchRule: MessageShape = {
  name: "CreateSIPDispatchRuleRequest",
  fields: { dispatch_rule: message(dispatchRule), ...ruleBasics },
};

export const dispatchRuleUpdate: MessageShape = {
  name: "SIPDispatchRuleUpdate",
  fields: {
    trunk_ids: message(listUpdate),
    rule: message(rule),
    name: text,
    metadata: text,
    attributes: map,
    media_encryption: encryption,
    media: opaque,
  },
};

/** { trunk }, { items }, { id }, ... : the small envelopes around the messages above. */
export function envelope(name: string, fields: MessageShape["fields"]): MessageShape {
  return { name, fields };
}

const page = message(envelope("Pagination", { after_id: text, limit: { is: "int" } }));

export const listTrunks = envelope("ListSIPTrunkRequest", { page, trunk_ids: texts, numbers: texts });
export const listDispatchRules = envelope("ListSIPDispatchRuleRequest", {
  page,
  dispatch_rule_ids: texts,
  trunk_ids: texts,
});
export const trunkId = envelope("SIPTrunkIdRequest", { sip_trunk_id: text });
export const dispatchRuleId = envelope("SIPDispatchRuleIdRequest", { sip_dispatch_rule_id: text });
