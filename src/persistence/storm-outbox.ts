import type { StormNote, StormOutbox } from "../operations/ports/storm-store.ts";
import { freeAlert } from "./free-lease.ts";
import type { StormNoteModel } from "./generated/models.ts";
import type { Queries } from "./prisma-client.ts";
import { isRowId } from "./row-id.ts";
import { oneOf, toActorOrNull } from "./rows.ts";
import { toStorm } from "./storm-rows.ts";

/** What is said at most in one turn; the rest follows in the next. */
const MOST_NOTES = 50;
const FREE = { alertLeaseOwner: null, alertLeaseUntil: null };
const MENTIONS = ["on_call", "claimer"] as const;

/** The outbox of storm messages: the rules of alert-outbox.ts, on the rows of storms. */
export function createStormOutbox(queries: Queries): StormOutbox {
  const { storm: table, stormNote: notes, incident: incidents } = queries;
  const behind = { alertWanted: { gt: table.fields.alertShown } };

  /** A line about a member waits for that member's own message, unless it will not get one any more. */
  async function unsaid(stormId: number): Promise<StormNote[]> {
    const rows = await notes.findMany({
      where: { stormId, postedTs: null },
      orderBy: { id: "asc" },
      take: MOST_NOTES,
    });
    const named = rows.flatMap(({ aboutIncidentId }) => aboutIncidentId ?? []);
    const members = named.length === 0 ? [] : await incidents.findMany({ where: { id: { in: named } } });
    return rows.flatMap((row) => {
      const about = members.find(({ id }) => id === row.aboutIncidentId);
      if (about?.ownMessage && about.alertTs === null && about.closedAt === null) return [];
      return [toNote(row, about ?? null)];
    });
  }

  return {
    async claim(id, owner, now, until) {
      if (!isRowId(id)) return "nothing";
      const [row] = await table.updateManyAndReturn({
        where: { id, ...behind, ...freeAlert(now, until) },
        data: { alertLeaseOwner: owner, alertLeaseUntil: until },
      });
      if (row === undefined)
        return (await table.count({ where: { id, ...behind } })) === 0 ? "nothing" : "busy";
      return {
        storm: toStorm(row),
        wanted: row.alertWanted,
        postTriedAt: row.alertTs === null ? row.alertTriedAt : null,
        notes: await unsaid(id),
      };
    },
    async postTried(id, at, calls) {
      // Called by a post of which nobody knows that it arrived: see MessageOutbox.
      const unsure = { mentionedAt: { equals: table.fields.alertTriedAt } };
      const where = calls ? { id, OR: [{ mentionedAt: null }, unsure] } : { id, ...unsure };
      const data = { alertTriedAt: at, mentionedAt: calls ? at : null };
      if ((await table.updateMany({ where, data })).count === 1) return calls;
      await table.updateMany({ where: { id }, data: { alertTriedAt: at } });
      return false;
    },
    async posted(id, { channel, ts }) {
      await table.updateMany({ where: { id }, data: { alertChannel: channel, alertTs: ts } });
    },
    async lost(id, ts) {
      const gone = { alertChannel: null, alertTs: null, alertTriedAt: null };
      await table.updateMany({
        where: { id, alertTs: ts },
        data: { ...gone, alertWanted: { increment: 1 } },
      });
    },
    async noteTried(noteId, at) {
      await notes.updateMany({ where: { id: noteId }, data: { triedAt: at } });
    },
    async notePosted(noteId, ts) {
      await notes.updateMany({ where: { id: noteId }, data: { postedTs: ts } });
    },
    async shown(id, owner, wanted, at) {
      const [row] = await table.updateManyAndReturn({
        where: { id, alertLeaseOwner: owner },
        data: { alertShown: wanted, alertShownAt: at, ...FREE },
      });
      if (row !== undefined && row.alertWanted === wanted) return true;
      if (row === undefined)
        await table.updateMany({ where: { id }, data: { alertWanted: { increment: 1 } } });
      return false;
    },
    async shownAt(id) {
      const row = await table.findUnique({ where: { id }, select: { alertShownAt: true } });
      return row?.alertShownAt ?? null;
    },
    async renew(id, owner, until) {
      const where = { id, alertLeaseOwner: owner };
      return (await table.updateMany({ where, data: { alertLeaseUntil: until } })).count === 1;
    },
    async giveUp(id, owner) {
      await table.updateMany({ where: { id, alertLeaseOwner: owner }, data: FREE });
    },
    async listBehind(limit) {
      const rows = await table.findMany({
        where: behind,
        orderBy: { id: "asc" },
        take: limit,
        select: { id: true },
      });
      return rows.map((row) => row.id);
    },
  };
}

function toNote(row: StormNoteModel, about: StormNote["about"]): StormNote {
  const { id, text, broadcast, triedAt } = row;
  const mention = oneOf(MENTIONS, row.mention);
  return { id, text, by: toActorOrNull(row.by), mention, broadcast, about, triedAt };
}
