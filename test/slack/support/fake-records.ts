import { randomUUID } from "node:crypto";
import type { Actor } from "../../../src/domain/actor.ts";
import { Conflict, NotFound } from "../../../src/domain/errors.ts";
import type { ExternalResource } from "../../../src/domain/external-resource.ts";
import type { PhoneNumber } from "../../../src/domain/phone-number.ts";
import type { DeleteState, History, Report, SidFinding } from "../../../src/operations/answers.ts";
import type { Operations } from "../../../src/operations/operations.ts";
import type { LeftoverRecord } from "../../../src/operations/ports/force-delete-store.ts";
import { NOW } from "../../support/factories.ts";

type RecordOperations = Pick<
  Operations,
  | "startDelete"
  | "deleteState"
  | "showHistory"
  | "listLeftovers"
  | "findLeftovers"
  | "lookUpMentions"
  | "report"
>;

type Kept = Map<number, { number: PhoneNumber; resources: ExternalResource[] }>;

/** What was, in memory: tests write it down as it should be read. */
export interface FakeRecords {
  operations: RecordOperations;
  histories: Map<number, History>;
  leftovers: LeftoverRecord[];
  sids: Map<string, SidFinding>;
  formerIds: Map<string, number[]>;
  report: Report;
  /** How every delete that was begun stands. */
  deleteState: DeleteState | Error;
  reset(): void;
}

export function aReport(changes: Partial<Report> = {}): Report {
  return {
    counts: { provisioning: 0, active: 120, deleting: 1, corrupted: 21 },
    incidents: {
      open: { count: 21, claimed: 5, oldestAt: new Date(NOW.getTime() - 3 * 86_400_000) },
      opened: 30,
      closed: [
        { outcome: "removed", basis: null, count: 20 },
        { outcome: "force_deleted", basis: "proven", count: 3 },
        { outcome: "force_deleted", basis: "api", count: 1 },
        { outcome: "resolved_elsewhere", basis: null, count: 1 },
      ],
      medianOpenMs: 42 * 60_000,
      causes: [
        { cause: "credentials", count: 18 },
        { cause: "platform said <no>", count: 7 },
        { cause: null, count: 2 },
      ],
    },
    leftovers: new Map([
      ["present", 2],
      ["unknown", 1],
    ]),
    since: new Date(NOW.getTime() - 7 * 86_400_000),
    asOf: NOW,
    ...changes,
  };
}

export function aLeftover(changes: Partial<LeftoverRecord> = {}): LeftoverRecord {
  return {
    phoneNumberId: 41,
    phoneNumber: "+14155550100",
    label: "Old Line",
    kind: "twilio_sip_trunk",
    sid: `TK${"b".repeat(32)}`,
    state: "unknown",
    detail: "Twilio rejected the credentials",
    checkedAt: NOW,
    letGoBy: { kind: "slack_user", id: "U000ONCALL" },
    letGoAt: NOW,
    reason: "account closed",
    ...changes,
  };
}

export function createFakeRecords(kept: Kept): FakeRecords {
  const copy = (id: number) =>
    structuredClone({ number: kept.get(id)!.number, resources: kept.get(id)!.resources });
  const operations: RecordOperations = {
    async startDelete(id, version, actor) {
      const found = kept.get(id)?.number;
      if (!found) throw new NotFound(`There is no phone number with id ${id}.`);
      if (found.status === "deleting") throw new Conflict("It is being deleted already.", BY, NOW);
      if (found.version !== version) throw new Conflict("It was changed since it was shown.");
      found.status = "deleting";
      const run = { id: randomUUID(), phoneNumberId: id, requestedBy: actor, requestedAt: NOW };
      return { ...run, finishedAt: null, outcome: null };
    },
    async deleteState() {
      if (records.deleteState instanceof Error) throw records.deleteState;
      return records.deleteState;
    },
    async showHistory(ref, { number, size }) {
      const id = "id" in ref ? ref.id : idOf(ref.phoneNumber);
      const found = records.histories.get(id);
      if (!found) throw new NotFound(`There is no phone number with id ${id}.`);
      return { ...found, events: found.events.slice((number - 1) * size, number * size) };
    },
    listLeftovers: async ({ number, size }) => ({
      items: records.leftovers.slice((number - 1) * size, number * size),
      totalCount: records.leftovers.length,
    }),
    findLeftovers: async (sid) => finding(sid),
    lookUpMentions: async ({ phoneNumbers, sids }) => ({
      phoneNumbers: phoneNumbers.map((phoneNumber) => {
        const [id] = [...kept].find(([, { number }]) => number.phoneNumber === phoneNumber) ?? [];
        const formerIds = records.formerIds.get(phoneNumber) ?? [];
        return { phoneNumber, recorded: id === undefined ? null : copy(id), formerIds };
      }),
      sids: sids.map(finding),
    }),
    report: async () => records.report,
  };
  const finding = (sid: string): SidFinding =>
    records.sids.get(sid) ?? { sid, owners: [], leftovers: [], more: false };
  const idOf = (e164: string) =>
    [...records.histories.values()].find(({ phoneNumber }) => phoneNumber === e164)?.numberId ?? 0;
  const records: FakeRecords = {
    operations,
    histories: new Map(),
    leftovers: [],
    sids: new Map(),
    formerIds: new Map(),
    report: aReport(),
    deleteState: { state: "under_way" },
    reset() {
      for (const known of [records.histories, records.sids, records.formerIds]) known.clear();
      records.leftovers = [];
      records.report = aReport();
      records.deleteState = { state: "under_way" };
    },
  };
  return records;
}

const BY: Actor = { kind: "slack_user", id: "U00SECONDO" };
