import type { AuditEvent } from "../domain/audit-chain.ts";
import { NotFound } from "../domain/errors.ts";
import { caseName, type Incident } from "../domain/incident.ts";
import type { CommandVerbs } from "./command-verbs.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";

const BATCH = 200;
/** A number that lives for years has some hundred events. */
const MOST_EVENTS = 10_000;

/** Everything that the audit log tells of one case, or of one number; also after its record is gone. */
export function createExportCase(
  { database }: Pick<Deps, "database">,
  showHistory: Operations["showHistory"],
): CommandVerbs["exportCase"] {
  return async ({ numberId, ordinal }) => {
    const { phoneNumber, label, status } = await showHistory({ id: numberId }, { number: 1, size: 1 });
    const all = await eventsOf(database, numberId);
    const incidents = await incidentsOf(database, numberId, all);
    const incident = ordinal === null ? null : incidents.find((one) => one.ordinal === ordinal);
    if (incident === undefined)
      throw new NotFound(
        `There is no case ${caseName({ phoneNumberId: numberId, ordinal: ordinal ?? 0 })}.${named(incidents)}`,
      );
    const events = incident === null ? all : all.filter((event) => isPartOf(incident, incidents, event));
    const wasForced = incident === null || incident.outcome === "force_deleted";
    return {
      numberId,
      phoneNumber,
      label,
      status,
      incident,
      events,
      isCut: all.length >= MOST_EVENTS,
      leftovers: wasForced ? await database.leftovers.of(numberId) : [],
    };
  };
}

/** Oldest first. Read from the newest on, so what happens meanwhile can show one twice, and is left out. */
async function eventsOf({ archive }: Deps["database"], numberId: number): Promise<AuditEvent[]> {
  const found = new Map<number, AuditEvent>();
  for (let offset = 0; offset < MOST_EVENTS; offset += BATCH) {
    const batch = await archive.listEventsOf(numberId, { offset, limit: BATCH });
    for (const event of batch) found.set(event.seq, event);
    if (batch.length < BATCH) break;
  }
  return [...found.values()].sort((a, b) => a.seq - b.seq);
}

/** Those that the events name, and the latest one, which may have none yet; oldest first. */
async function incidentsOf(
  { incidents }: Deps["database"],
  numberId: number,
  events: readonly AuditEvent[],
): Promise<Incident[]> {
  const ids = new Set(events.flatMap(({ incidentId }) => incidentId ?? []));
  const latest = await incidents.latestOf(numberId);
  if (latest !== null) ids.add(latest.id);
  const found = await Promise.all([...ids].map((id) => incidents.find(id)));
  return found
    .filter((one) => one !== null && one.phoneNumberId === numberId)
    .filter((one) => one !== null)
    .sort((a, b) => a.ordinal - b.ordinal);
}

/** An event that names no case belongs to the one that was open then, or that came next: what led to it. */
function isPartOf(incident: Incident, incidents: readonly Incident[], event: AuditEvent): boolean {
  if (event.incidentId !== null) return event.incidentId === incident.id;
  const before = incidents.filter(({ ordinal }) => ordinal < incident.ordinal).at(-1)?.closedAt ?? null;
  return (
    (before === null || event.at > before) && (incident.closedAt === null || event.at <= incident.closedAt)
  );
}

function named(incidents: readonly Incident[]): string {
  return incidents.length === 0
    ? " The number never was corrupted."
    : ` Its cases: ${incidents.map(caseName).join(", ")}.`;
}
