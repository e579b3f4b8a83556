import type { AlertOutbox, Mention, Note } from "../operations/ports/incident-store.ts";
import { toApproval } from "./approvals.ts";
import { freeAlert } from "./free-lease.ts";
import type { ForceDeleteRequestModel, IncidentNoteModel } from "./generated/models.ts";
import type { Queries } from "./prisma-client.ts";
import { isRowId } from "./row-id.ts";
import { oneOf, toActorOrNull, toIncident } from "./rows.ts";

/** What is said at most in one turn; the rest follows in the next. */
const MOST_NOTES = 50;

const FREE = { alertLeaseOwner: null, alertLeaseUntil: null };

const MENTIONS: readonly Mention[] = ["on_call", "approvers", "claimer", "parties"];

function toNote(row: IncidentNoteModel, approval: ForceDeleteRequestModel | null): Note {
  const { id, text, broadcast, triedAt, postedTs } = row;
  return {
    id,
    text,
    by: toActorOrNull(row.by),
    mention: oneOf(MENTIONS, row.mention),
    broadcast,
    approval: approval && toApproval(approval),
    triedAt,
    postedTs,
  };
}

/** The outbox of alerts. A lease belongs to one turn: the same process may take it a second time no more than another one. */
export function createAlertOutbox(queries: Queries): AlertOutbox {
  const { incident: table, incidentNote: notes } = queries;
  // A storm's message stands for members without one of their own.
  const behind = { alertWanted: { gt: table.fields.alertShown }, ownMessage: true };
  async function unsaid(incidentId: number): Promise<Note[]> {
    const rows = await notes.findMany({
      where: { incidentId, OR: [{ postedTs: null }, { redraw: true }] },
      orderBy: { id: "asc" },
      take: MOST_NOTES,
    });
    const wished = rows.flatMap(({ approvalId }) => approvalId ?? []);
    const approvals =
      wished.length === 0 ? [] : await queries.forceDeleteRequest.findMany({ where: { id: { in: wished } } });
    return rows.map((row) => toNote(row, approvals.find(({ id }) => id === row.approvalId) ?? null));
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
        incident: toIncident(row),
        wanted: row.alertWanted,
        postTriedAt: row.alertTs === null ? row.alertTriedAt : null,
        notes: await unsaid(id),
      };
    },
    async postTried(id, at, calls) {
      // Called by a post of which nobody knows that it arrived: see AlertOutbox.
      const unsure = { mentionedAt: { equals: table.fields.alertTriedAt } };
      if (calls) {
        const where = { id, OR: [{ mentionedAt: null }, unsure] };
        const data = { alertTriedAt: at, mentionedAt: at };
        if ((await table.updateMany({ where, data })).count === 1) return true;
      } else if (
        (await table.updateMany({ where: { id, ...unsure }, data: { alertTriedAt: at, mentionedAt: null } }))
          .count === 1
      )
        return false;
      await table.updateMany({ where: { id }, data: { alertTriedAt: at } });
      return false;
    },
    async posted(id, { channel, ts }) {
      await table.updateMany({ where: { id }, data: { alertChannel: channel, alertTs: ts } });
    },
    async lost(id, ts) {
      await table.updateMany({
        where: { id, alertTs: ts },
        data: { alertChannel: null, alertTs: null, alertTriedAt: null, alertWanted: { increment: 1 } },
      });
    },
    async noteTried(noteId, at) {
      await notes.updateMany({ where: { id: noteId }, data: { triedAt: at } });
    },
    async notePosted(noteId, ts) {
      await notes.updateMany({ where: { id: noteId }, data: { postedTs: ts, redraw: false } });
    },
    async shown(id, owner, wanted) {
      const [row] = await table.updateManyAndReturn({
        where: { id, alertLeaseOwner: owner },
        data: { alertShown: wanted, ...FREE },
      });
      if (row !== undefined && row.alertWanted === wanted) return true;
      // The lease was lost on the way, so another process may have shown something newer before this: it is shown again.
      if (row === undefined)
        await table.updateMany({ where: { id }, data: { alertWanted: { increment: 1 } } });
      return false;
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
    async unpostedBefore(incidentId, held) {
      const silent = { alertLeaseUntil: { gt: held.from, lte: held.until } };
      const { _min, _count } = await table.aggregate({
        where: {
          id: { lt: incidentId },
          ...behind,
          alertTs: null,
          OR: [{ alertLeaseUntil: null }, { NOT: silent }],
        },
        _min: { id: true },
        _count: true,
      });
      return { oldest: _min.id, amount: _count };
    },
  };
}
