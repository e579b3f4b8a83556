import { firstBrokenLink } from "../../../src/domain/audit-chain.ts";
import {
  type ExternalResource,
  type ResourceRef,
  resourceKey,
} from "../../../src/domain/external-resource.ts";
import type { PhoneNumber } from "../../../src/domain/phone-number.ts";
import { recordedResources } from "../../../src/domain/recorded-resources.ts";
import { sha256Hex } from "../../../src/persistence/audit-log.ts";
import type { Tables } from "../../support/memory-database/tables.ts";
import type { MemoryDatabase } from "../../support/memory-database.ts";
import { isThere, type OutsideState, othersUsing } from "./outside-state.ts";

type Seen = Readonly<Tables>;
interface Reality {
  outside: OutsideState;
  /** What a look still shows. */
  ghosts: Map<string, number>;
}
type Judged = Reality & { database: Pick<MemoryDatabase, "tables"> };

/** The audit events that may stand for a change of status (number-lifecycle.ts; overtaken: settle-overtaken.ts). */
const EVENTS: Record<string, string[]> = {
  "active>deleting": ["delete_requested"],
  "corrupted>deleting": ["delete_requested"],
  "deleting>corrupted": ["teardown_failed", "corruption_reported"],
  "active>corrupted": ["corruption_reported", "teardown_overtaken"],
  "deleting>removed": ["teardown_verified"],
};

/** Everything that a transaction of Lineman's own must not have done, in words; judged at the moment of its commit. */
export function judgeCommit(reality: Reality, before: Seen, after: Seen): string[] {
  return [
    ...falselyGone(reality, before, after),
    ...leftBehind(reality, before, after),
    ...unaudited(before, after),
  ];
}

function falselyGone({ outside }: Reality, before: Seen, after: Seen): string[] {
  const wrong: string[] = [];
  for (const [id, rows] of after.resources)
    for (const [key, row] of rows)
      if (row.state === "gone" && before.resources.get(id)?.get(key) !== row && isThere(outside, row))
        wrong.push(`number ${id}: ${key} is recorded as gone, and it is there`);
  return wrong;
}

/** The record is removed: nothing that was its alone may be there any more. */
function leftBehind({ outside }: Reality, before: Seen, after: Seen): string[] {
  const records = [...after.numbers.values()];
  return [...before.numbers.values()]
    .filter(({ id }) => !after.numbers.has(id))
    .flatMap((number) =>
      everythingOf(outside, number, [...(after.resources.get(number.id)?.values() ?? [])])
        .filter((ref) => isThere(outside, ref))
        .filter((ref) => othersUsing(outside, [...records, number], number, ref).length === 0)
        .map((ref) => `${number.phoneNumber} is removed and left ${resourceKey(ref)} behind, used by nobody`),
    );
}

/** Every id that a number ever named, and what hangs on its trunk without being named. */
function everythingOf(
  outside: OutsideState,
  number: PhoneNumber,
  rows: readonly ExternalResource[],
): ResourceRef[] {
  const parentSid = number.twilioTrunkSid ?? "";
  const trunk = outside.trunks.get(parentSid);
  const urls = [...(trunk?.urls ?? [])].map(
    (sid) => ({ kind: "twilio_origination_url", sid, parentSid }) as const,
  );
  const links = (trunk?.numbers ?? [])
    .filter(({ phoneNumber }) => phoneNumber === number.phoneNumber)
    .map(({ sid }) => ({ kind: "twilio_trunk_number", sid, parentSid }) as const);
  const all: ResourceRef[] = [...recordedResources(number), ...rows, ...urls, ...links];
  return [...new Map(all.map((ref) => [resourceKey(ref), ref])).values()];
}

function unaudited(before: Seen, after: Seen): string[] {
  const events = after.audit.slice(before.audit.length);
  const wrong: string[] = [];
  for (const was of before.numbers.values()) {
    const status = after.numbers.get(was.id)?.status ?? "removed";
    if (status === was.status) continue;
    const change = `${was.status}>${status}`;
    const told = events.some(
      ({ action, phoneNumberId }) => phoneNumberId === was.id && EVENTS[change]?.includes(action),
    );
    if (!told) wrong.push(`number ${was.id} went ${change} without its audit event`);
  }
  return wrong;
}

/** How things must stand whenever nothing is under way; `settled`: nobody has crashed since the last sweep. */
export function judgeState(world: Judged, { settled }: { settled: boolean }): string[] {
  const { numbers, resources, incidents, runs, audit } = world.database.tables();
  const wrong: string[] = [];
  const isOpenFor = (id: number) =>
    [...incidents.values()].some((incident) => incident.phoneNumberId === id && incident.closedAt === null);
  const isRunningFor = (id: number) =>
    [...runs.values()].some((run) => run.phoneNumberId === id && run.finishedAt === null);
  for (const number of numbers.values()) {
    const { id, status } = number;
    if (status === "corrupted" && !isOpenFor(id)) wrong.push(`number ${id} is corrupted and nobody is told`);
    if (status === "deleting" && settled) wrong.push(`number ${id} stays in deleting`);
    if (status === "deleting" && !isRunningFor(id)) wrong.push(`number ${id} is deleting and nobody does it`);
    if (status !== "active") wrong.push(...unlisted(world.outside, number, resources.get(id)));
  }
  for (const incident of incidents.values())
    if (incident.closedAt === null && !numbers.has(incident.phoneNumberId))
      wrong.push(`incident ${incident.id} is open, and its number is removed`);
  if (firstBrokenLink(audit, sha256Hex) !== null) wrong.push("the audit chain is broken");
  return wrong;
}

/** What is there of a number must be listed, and not as gone; what hangs on a listed trunk may go unnamed. */
function unlisted(
  outside: OutsideState,
  number: PhoneNumber,
  rows: Map<string, ExternalResource> | undefined,
): string[] {
  return recordedResources(number)
    .filter((ref) => isThere(outside, ref) && rows?.get(resourceKey(ref))?.state === "gone")
    .map((ref) => `number ${number.id}: ${resourceKey(ref)} is there and listed as gone`);
}

/** A run that has just ended corrupted: what it calls present or kept must be there, unless the provider only shows it still. */
export function listedInVain({ outside, database, ghosts }: Judged, numberId: number): string[] {
  return [...(database.tables().resources.get(numberId)?.values() ?? [])]
    .filter(({ state }) => state === "present" || state === "kept")
    .filter((row) => !isThere(outside, row) && !ghosts.has(resourceKey(row)))
    .map((row) => `number ${numberId}: ${resourceKey(row)} is listed as ${row.state}, and it is not there`);
}
