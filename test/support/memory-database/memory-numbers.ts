import type { ResourceKind } from "../../../src/domain/external-resource.ts";
import type { NumberStatus, PhoneNumber } from "../../../src/domain/phone-number.ts";
import type { NumberStore } from "../../../src/operations/ports/store.ts";
import { storableJson, storableText } from "../../../src/persistence/storable.ts";
import { UNTOUCHED } from "../factories.ts";
import { type Connection, NO_LEASE, nextId, type Tables } from "./tables.ts";

/** Writes a number as the triggers of the real table do: version, dates, and the incident of a new corruption. */
export function writeNumber(
  tables: Tables,
  row: PhoneNumber,
  before: PhoneNumber | null,
  now: Date,
): PhoneNumber {
  const touched: PhoneNumber = before ? { ...row, version: before.version + 1, updatedAt: now } : row;
  if (touched.status === "corrupted") touched.corruptedAt ??= now;
  if (touched.status === "active")
    Object.assign(touched, { corruptedAt: null, corruptionCause: null, corruptionMessage: null });
  tables.numbers.set(touched.id, touched);
  if (touched.status === "corrupted" && before?.status !== "corrupted") openIncident(tables, touched, now);
  return touched;
}

/** What the trigger writes; an incident that is open already goes on. */
export function openIncident(tables: Tables, number: PhoneNumber, now: Date): void {
  const { corruptionCause: cause, corruptionMessage: message } = number;
  const all = [...tables.incidents.values()].filter(({ phoneNumberId }) => phoneNumberId === number.id);
  const open = all.find(({ closedAt }) => closedAt === null);
  if (open) {
    tables.incidents.set(open.id, { ...open, cause, message, wanted: open.wanted + 1 });
    return;
  }
  const id = nextId(tables);
  tables.incidents.set(id, {
    id,
    phoneNumberId: number.id,
    ordinal: all.length + 1,
    phoneNumber: number.phoneNumber,
    label: number.label,
    cause,
    message,
    openedAt: now,
    closedAt: null,
    outcome: null,
    closedBy: null,
    closedReason: null,
    closedBasis: null,
    approvedBy: null,
    alertChannel: null,
    alertTs: null,
    ...UNTOUCHED,
    stormId: null,
    ownMessage: true,
    takenUpAt: null,
    wanted: 1,
    shown: 0,
    triedAt: null,
    ...NO_LEASE,
  });
}

/** Everywhere that an id of this kind can stand. */
function recordedIn(number: PhoneNumber, kind: ResourceKind): (string | null)[] {
  switch (kind) {
    case "twilio_sip_trunk":
      return [number.twilioTrunkSid];
    case "twilio_credential_list":
      return number.twilioCredentialListSids;
    case "twilio_ip_access_control_list":
    case "twilio_connection_policy":
      return [...number.twilioIpAccessControlListSids, ...number.twilioConnectionPolicySids];
    case "livekit_inbound_trunk":
    case "livekit_outbound_trunk":
      return [number.livekitTrunkId, number.livekitOutboundTrunkId];
    case "livekit_dispatch_rule":
      return [number.livekitDispatchRuleId];
    case "twilio_trunk_number":
    case "twilio_origination_url":
      return [];
  }
}

const storable = (text: string | null | undefined) => (text ? storableText(text) : (text ?? null));
const byId = (a: PhoneNumber, b: PhoneNumber) => a.id - b.id;

export function createMemoryNumbers({ tables, now }: Connection): NumberStore {
  const visible = (status?: NumberStatus) =>
    [...tables().numbers.values()]
      .filter((row) => row.status !== "provisioning" && (status === undefined || row.status === status))
      .sort(byId);
  const matching = (
    id: number,
    { statuses, version }: { statuses: readonly NumberStatus[]; version?: number },
  ) => {
    const row = tables().numbers.get(id);
    if (!row || !statuses.includes(row.status)) return null;
    return version === undefined || row.version === version ? row : null;
  };
  const find = async (id: number) => tables().numbers.get(id) ?? null;
  return {
    find,
    lock: find,
    lockResource: async () => {},
    findByPhoneNumber: async (e164) => visible().find((row) => row.phoneNumber === e164) ?? null,
    isTaken: async (e164) => [...tables().numbers.values()].some((row) => row.phoneNumber === e164),
    list: async ({ status, afterId = 0, offset = 0, limit = Number.POSITIVE_INFINITY }) =>
      visible(status)
        .filter(({ id }) => id > afterId)
        .slice(offset, offset + limit),
    count: async (status) => visible(status).length,
    async countsByStatus() {
      const counts: Record<NumberStatus, number> = { provisioning: 0, active: 0, deleting: 0, corrupted: 0 };
      for (const { status } of visible()) counts[status] += 1;
      return counts;
    },
    async create(number, authToken) {
      if ([...tables().numbers.values()].some((row) => row.phoneNumber === number.phoneNumber)) return null;
      const row: PhoneNumber = {
        ...number,
        label: storableText(number.label),
        outboundTrunk: storableJson(number.outboundTrunk),
        inboundTrunk: storableJson(number.inboundTrunk),
        corruptionCause: storable(number.corruptionCause),
        corruptionMessage: storable(number.corruptionMessage),
        id: nextId(tables()),
        hasTwilioCredentials: authToken !== null,
        createdAt: now(),
        updatedAt: now(),
        version: 0,
      };
      return writeNumber(tables(), row, null, now());
    },
    async compareAndSet(id, expected, changes) {
      const row = matching(id, expected);
      if (!row) return null;
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      return writeNumber(tables(), { ...row, ...given }, row, now());
    },
    compareAndRemove: async (id, expected) => matching(id, expected) !== null && tables().numbers.delete(id),
    async listDeletingWithoutRun(before, limit) {
      const running = new Set(
        [...tables().runs.values()]
          .filter(({ finishedAt }) => finishedAt === null)
          .map(({ phoneNumberId }) => phoneNumberId),
      );
      return visible("deleting")
        .filter(({ id, updatedAt }) => updatedAt < before && !running.has(id))
        .slice(0, limit)
        .map(({ id }) => id);
    },
    recordersOf: async (kind, sid, exceptId) =>
      [...tables().numbers.values()]
        .filter((row) => row.id !== exceptId && recordedIn(row, kind).includes(sid))
        .sort(byId)
        .slice(0, 100)
        .map(({ phoneNumber }) => phoneNumber),
  };
}
