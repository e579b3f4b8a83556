import type { ResourceRef } from "../../../src/domain/external-resource.ts";
import type { PhoneNumber } from "../../../src/domain/phone-number.ts";
import type { TrunkNumber } from "../../../src/operations/ports/providers.ts";

export interface ModelTrunk {
  numbers: TrunkNumber[];
  /** Credential lists and access control lists linked to it. */
  lists: Set<string>;
  urls: Set<string>;
  /** E.164 of all that it ever carried: whose it may be. */
  carried: Set<string>;
}

/** What really is outside, whatever anybody believes of it. */
export interface OutsideState {
  trunks: Map<string, ModelTrunk>;
  /** Ids of lists and policies. */
  lists: Set<string>;
  /** SIP domains and BYOC trunks that use a list or a policy, by its id. */
  uses: Map<string, string[]>;
  livekitTrunks: Map<string, { numbers: string[] }>;
  rules: Map<string, { trunkIds: string[]; numbers: string[] }>;
}

export function emptyOutside(): OutsideState {
  return {
    trunks: new Map(),
    lists: new Set(),
    uses: new Map(),
    livekitTrunks: new Map(),
    rules: new Map(),
  };
}

export function addTrunk(outside: OutsideState, sid: string): ModelTrunk {
  const trunk = outside.trunks.get(sid) ?? {
    numbers: [],
    lists: new Set(),
    urls: new Set(),
    carried: new Set(),
  };
  outside.trunks.set(sid, trunk);
  return trunk;
}

/** Puts a number on a trunk, and off the one that carried it before. */
export function attach(outside: OutsideState, trunkSid: string, number: TrunkNumber): void {
  for (const trunk of outside.trunks.values())
    trunk.numbers = trunk.numbers.filter(({ sid }) => sid !== number.sid);
  const trunk = addTrunk(outside, trunkSid);
  trunk.numbers.push(number);
  trunk.carried.add(number.phoneNumber);
}

export function isThere(outside: OutsideState, { kind, sid, parentSid }: ResourceRef): boolean {
  switch (kind) {
    case "twilio_sip_trunk":
      return outside.trunks.has(sid);
    case "twilio_origination_url":
      return outside.trunks.get(parentSid ?? "")?.urls.has(sid) ?? false;
    case "twilio_trunk_number":
      return outside.trunks.get(parentSid ?? "")?.numbers.some((number) => number.sid === sid) ?? false;
    case "livekit_inbound_trunk":
    case "livekit_outbound_trunk":
      return outside.livekitTrunks.has(sid);
    case "livekit_dispatch_rule":
      return outside.rules.has(sid);
    default:
      return outside.lists.has(sid);
  }
}

export function takeAway(outside: OutsideState, { kind, sid, parentSid }: ResourceRef): void {
  switch (kind) {
    case "twilio_sip_trunk":
      outside.trunks.delete(sid);
      return;
    case "twilio_origination_url":
      outside.trunks.get(parentSid ?? "")?.urls.delete(sid);
      return;
    case "twilio_trunk_number": {
      const trunk = outside.trunks.get(parentSid ?? "");
      if (trunk) trunk.numbers = trunk.numbers.filter((number) => number.sid !== sid);
      return;
    }
    case "livekit_inbound_trunk":
    case "livekit_outbound_trunk":
      outside.livekitTrunks.delete(sid);
      return;
    case "livekit_dispatch_rule":
      outside.rules.delete(sid);
      return;
    default:
      outside.lists.delete(sid);
  }
}

type Records = readonly PhoneNumber[];
type Actor = Pick<PhoneNumber, "phoneNumber">;

const names = (record: PhoneNumber, sid: string) =>
  [
    record.twilioTrunkSid,
    ...record.twilioCredentialListSids,
    ...record.twilioIpAccessControlListSids,
    ...record.twilioConnectionPolicySids,
    record.livekitTrunkId,
    record.livekitOutboundTrunkId,
    record.livekitDispatchRuleId,
  ].includes(sid);

const recorders = (records: Records, sid: string, actor: Actor) =>
  records
    .filter((record) => record.phoneNumber !== actor.phoneNumber && names(record, sid))
    .map((record) => `record of ${record.phoneNumber}`);

const others = (numbers: readonly string[], actor: Actor) =>
  numbers.filter((number) => number !== actor.phoneNumber).map((number) => `number ${number}`);

/**
 * Who else has a right to a thing that is there, told from the model and from nothing that Lineman believes (product.md 2).
 * [] for what is the actor's alone.
 */
export function othersUsing(
  outside: OutsideState,
  records: Records,
  actor: Actor,
  ref: Pick<ResourceRef, "kind" | "sid" | "parentSid">,
): string[] {
  const { kind, sid } = ref;
  const byRecord = recorders(records, sid, actor);
  switch (kind) {
    case "twilio_sip_trunk":
      return [...othersOnTrunk(outside, actor, sid), ...byRecord];
    case "twilio_origination_url":
      return othersUsing(outside, records, actor, trunkRef(ref.parentSid ?? ""));
    case "twilio_trunk_number": {
      const linked = outside.trunks.get(ref.parentSid ?? "")?.numbers.find((number) => number.sid === sid);
      return others(linked ? [linked.phoneNumber] : [], actor);
    }
    case "twilio_connection_policy":
      return [...(outside.uses.get(sid) ?? []), ...byRecord];
    case "twilio_credential_list":
    case "twilio_ip_access_control_list": {
      const trunks = [...outside.trunks]
        .filter(([, { lists }]) => lists.has(sid))
        .filter(([trunk]) => othersUsing(outside, records, actor, trunkRef(trunk)).length > 0)
        .map(([trunk]) => `trunk ${trunk}`);
      return [...(outside.uses.get(sid) ?? []), ...trunks, ...byRecord];
    }
    case "livekit_inbound_trunk":
    case "livekit_outbound_trunk": {
      const rules = [...outside.rules].filter(
        ([id, { trunkIds }]) => trunkIds.includes(sid) && !recordedBy(records, actor, id),
      );
      return [...othersListed(outside, actor, sid), ...rules.map(([id]) => `rule ${id}`), ...byRecord];
    }
    case "livekit_dispatch_rule": {
      const { trunkIds = [], numbers = [] } = outside.rules.get(sid) ?? {};
      const foreign = trunkIds.filter((id) => !recordedBy(records, actor, id)).map((id) => `trunk ${id}`);
      const served =
        numbers.length > 0
          ? others(numbers, actor)
          : trunkIds.flatMap((id) => othersListed(outside, actor, id));
      return [...(trunkIds.length === 0 ? ["every trunk"] : []), ...foreign, ...served, ...byRecord];
    }
  }
}

export const trunkRef = (sid: string): ResourceRef => ({ kind: "twilio_sip_trunk", sid, parentSid: null });

/** A trunk that never carried the number is somebody else's, even where nobody is on it now. */
function othersOnTrunk(outside: OutsideState, actor: Actor, sid: string): string[] {
  const trunk = outside.trunks.get(sid);
  if (!trunk) return [];
  const carried = others(
    trunk.numbers.map(({ phoneNumber }) => phoneNumber),
    actor,
  );
  return trunk.carried.has(actor.phoneNumber) ? carried : ["its owner", ...carried];
}

function othersListed(outside: OutsideState, actor: Actor, sid: string): string[] {
  const trunk = outside.livekitTrunks.get(sid);
  if (!trunk) return [];
  return trunk.numbers.length === 0 ? ["every number"] : others(trunk.numbers, actor);
}

function recordedBy(records: Records, actor: Actor, sid: string): boolean {
  return records.some((record) => record.phoneNumber === actor.phoneNumber && names(record, sid));
}
