import { worthWaitingUntil } from "../../../src/domain/automatic-retry.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import { isSnoozed } from "../../../src/domain/snooze.ts";
import type { AlertOutbox, IncidentStore } from "../../../src/operations/ports/incident-store.ts";
import { storableText } from "../../../src/persistence/storable.ts";
import { openIncident } from "./memory-numbers.ts";
import {
  type Connection,
  type IncidentRow,
  isFree,
  NO_LEASE,
  nextId,
  replace,
  type Tables,
} from "./tables.ts";

const ANY = () => true;
const isSame = (a: Date | null, b: Date | null) => a !== null && a.getTime() === b?.getTime();

/** An incident without its outbox. */
export function publicPart(row: IncidentRow): Incident {
  const {
    takenUpAt: _t,
    wanted: _w,
    shown: _s,
    triedAt: _ta,
    leaseOwner: _lo,
    leaseUntil: _lu,
    ...incident
  } = row;
  return incident;
}

/** The condition of the real query, in words of its own: the contract holds both to the same. */
function isSilent(
  tables: Tables,
  row: IncidentRow,
  since: { unclaimed: Date | null; claimed: Date | null },
  now: Date,
): boolean {
  const { mentionedAt, claimedAt, lastActedAt, remindedClaimedAt } = row;
  const lastSign = (from: Date | null) => Math.max(Number(from), Number(lastActedAt));
  const isBefore = (sign: number, limit: Date | null) => limit !== null && sign <= Number(limit);
  if (row.claimedBy !== null)
    return (
      isBefore(lastSign(claimedAt), since.claimed) &&
      (remindedClaimedAt === null || Number(remindedClaimedAt) < lastSign(claimedAt))
    );
  if (mentionedAt !== null)
    return row.remindedUnclaimedAt === null && isBefore(lastSign(mentionedAt), since.unclaimed);
  const runs = [...tables.runs.values()].filter((run) => run.phoneNumberId === row.phoneNumberId);
  const isNear = row.retries === 0 && row.nextRetryAt !== null && row.nextRetryAt <= worthWaitingUntil(now);
  return !isNear && runs.every(({ finishedAt }) => finishedAt !== null);
}

export function createMemoryIncidents({ tables, now }: Connection): IncidentStore {
  const all = () => [...tables().incidents.values()];
  const open = () => all().filter(({ closedAt }) => closedAt === null);
  const orNull = (row: IncidentRow | undefined) => (row ? publicPart(row) : null);
  const touch = (id: number) =>
    replace(tables().incidents, id, ANY, ({ wanted }) => ({ wanted: wanted + 1 }));
  return {
    find: async (id) => orNull(tables().incidents.get(id)),
    openOf: async (numberId) => orNull(open().find(({ phoneNumberId }) => phoneNumberId === numberId)),
    latestOf: async (numberId) => orNull(all().findLast(({ phoneNumberId }) => phoneNumberId === numberId)),
    listOpen: async (limit) =>
      open()
        .sort((a, b) => a.openedAt.getTime() - b.openedAt.getTime() || a.id - b.id)
        .slice(0, limit)
        .map(publicPart),
    listPassed: async ({ snoozedUntil, checkingBefore }, limit) =>
      open()
        .filter(
          (row) =>
            (row.snoozedUntil !== null && row.snoozedUntil <= snoozedUntil) ||
            (row.checkingSince !== null && row.checkingSince <= checkingBefore),
        )
        .slice(0, limit)
        .map(({ id }) => id),
    countOpen: async () => open().length,
    takeUp: async (id, at) =>
      replace(
        tables().incidents,
        id,
        (row) => row.takenUpAt === null && row.closedAt === null,
        () => ({ takenUpAt: at }),
      ) !== null,
    listUntaken: async (limit) =>
      open()
        .filter(({ takenUpAt }) => takenUpAt === null)
        .slice(0, limit)
        .map(({ id }) => id),
    listResolvedElsewhere: async (limit) =>
      open()
        .filter((row) => (tables().numbers.get(row.phoneNumberId)?.status ?? "active") === "active")
        .slice(0, limit)
        .map(publicPart),
    listDueRetries: async (at, limit) =>
      open()
        .filter(({ nextRetryAt }) => nextRetryAt !== null && nextRetryAt <= at)
        .filter((row) => row.claimedBy === null && !isSnoozed(row, at))
        .sort((a, b) => Number(a.nextRetryAt) - Number(b.nextRetryAt) || a.id - b.id)
        .slice(0, limit)
        .map(publicPart),
    listSilent: async (since, at, limit) =>
      open()
        .filter((row) => row.alertTs !== null && !isSnoozed(row, at) && isSilent(tables(), row, since, at))
        .slice(0, limit)
        .map(({ id }) => id),
    async openMissing(limit) {
      const missing = [...tables().numbers.values()]
        .filter(({ id, status }) => status === "corrupted" && !open().some((row) => row.phoneNumberId === id))
        .slice(0, limit);
      for (const number of missing) openIncident(tables(), number, now());
      return missing.length;
    },
    close: async (id, { at, outcome, by, reason, basis, approvedBy }) =>
      replace(
        tables().incidents,
        id,
        ({ closedAt }) => closedAt === null,
        ({ wanted }) => ({
          closedAt: at,
          outcome,
          closedBy: by,
          closedReason: reason === null ? null : storableText(reason),
          closedBasis: basis,
          approvedBy,
          wanted: wanted + 1,
        }),
      ) !== null,
    touch: async (id) => void touch(id),
    lock: async (id) => orNull(open().find((row) => row.id === id)),
    change: async (id, changes) =>
      replace(
        tables().incidents,
        id,
        ({ closedAt }) => closedAt === null,
        ({ wanted }) => ({ ...changes, wanted: wanted + 1 }),
      ) !== null,
    async note(incidentId, { text, by, mention, broadcast, approvalId }) {
      const id = nextId(tables());
      tables().notes.set(id, {
        id,
        incidentId,
        text: storableText(text),
        by: by ?? null,
        mention: mention ?? null,
        broadcast: broadcast ?? false,
        approvalId: approvalId ?? null,
        redraw: false,
        triedAt: null,
        postedTs: null,
      });
      touch(incidentId);
    },
    async redrawApproval(id, approvalId) {
      for (const note of tables().notes.values())
        if (note.incidentId === id && note.approvalId === approvalId)
          tables().notes.set(note.id, { ...note, redraw: true });
      touch(id);
    },
  };
}

export function createMemoryAlerts({ tables }: Connection): AlertOutbox {
  const change = (id: number, changes: Partial<IncidentRow>) =>
    replace(tables().incidents, id, ANY, () => changes);
  const ofOwner = (id: number, owner: string, changes: Partial<IncidentRow>) =>
    replace(
      tables().incidents,
      id,
      ({ leaseOwner }) => leaseOwner === owner,
      () => changes,
    );
  const wantMore = (id: number, changes: Partial<IncidentRow> = {}) =>
    replace(tables().incidents, id, ANY, ({ wanted }) => ({ ...changes, wanted: wanted + 1 }));
  return {
    async claim(id, owner, now, until) {
      const row = tables().incidents.get(id);
      if (!row || row.wanted <= row.shown) return "nothing";
      if (!isFree(row, now)) return "busy";
      change(id, { leaseOwner: owner, leaseUntil: until });
      return {
        incident: publicPart(row),
        wanted: row.wanted,
        postTriedAt: row.alertTs === null ? row.triedAt : null,
        notes: [...tables().notes.values()]
          .filter(({ incidentId, postedTs, redraw }) => incidentId === id && (postedTs === null || redraw))
          .map(({ incidentId: _i, redraw: _r, approvalId, ...note }) => ({
            ...note,
            approval: tables().approvals.get(approvalId ?? "") ?? null,
          })),
      };
    },
    async postTried(id, at, calls) {
      const row = tables().incidents.get(id);
      const unsure = row !== undefined && isSame(row.mentionedAt, row.triedAt);
      const may = calls && row !== undefined && (row.mentionedAt === null || unsure);
      change(id, { triedAt: at, ...(may ? { mentionedAt: at } : unsure ? { mentionedAt: null } : {}) });
      return may;
    },
    posted: async (id, { channel, ts }) => void change(id, { alertChannel: channel, alertTs: ts }),
    lost: async (id, ts) => {
      if (tables().incidents.get(id)?.alertTs === ts)
        wantMore(id, { alertChannel: null, alertTs: null, triedAt: null });
    },
    noteTried: async (id, at) => void replace(tables().notes, id, ANY, () => ({ triedAt: at })),
    notePosted: async (id, ts) =>
      void replace(tables().notes, id, ANY, () => ({ postedTs: ts, redraw: false })),
    async shown(id, owner, wanted) {
      const row = ofOwner(id, owner, { shown: wanted, ...NO_LEASE });
      if (row === null) wantMore(id);
      return row !== null && row.wanted === wanted;
    },
    renew: async (id, owner, until) => ofOwner(id, owner, { leaseUntil: until }) !== null,
    giveUp: async (id, owner) => void ofOwner(id, owner, NO_LEASE),
    listBehind: async (limit) =>
      [...tables().incidents.values()]
        .filter(({ wanted, shown }) => wanted > shown)
        .slice(0, limit)
        .map(({ id }) => id),
    async unpostedBefore(incidentId, { from, until }) {
      const isHeld = ({ leaseUntil }: IncidentRow) =>
        leaseUntil !== null && leaseUntil > from && leaseUntil <= until;
      const older = [...tables().incidents.values()].filter(
        (row) => row.id < incidentId && row.wanted > row.shown && row.alertTs === null && !isHeld(row),
      );
      return { oldest: older[0]?.id ?? null, amount: older.length };
    },
  };
}
