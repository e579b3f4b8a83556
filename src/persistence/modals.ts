import type { ModalStore } from "../operations/ports/force-delete-store.ts";
import type { Queries } from "./prisma-client.ts";
import { isUuid } from "./row-id.ts";
import { fromJsonOrNull } from "./rows.ts";
import { toShownFacts } from "./shown-facts.ts";

/** The force-delete modals that are open in Slack. */
export function createModalStore(queries: Queries): ModalStore {
  const { forceDeleteModal: table } = queries;
  return {
    async create({ id, incidentId, phoneNumberId, userId }, at) {
      await table.create({ data: { id, incidentId, phoneNumberId, userId, openedAt: at } });
    },
    async find(id) {
      const row = isUuid(id) ? await table.findUnique({ where: { id } }) : null;
      if (row === null) return null;
      return { ...row, shown: toShownFacts(row.shown) };
    },
    async update(id, { viewId, shown, closedAt }) {
      if (!isUuid(id)) return;
      await table.updateMany({
        where: { id },
        data: {
          ...(viewId === undefined ? {} : { viewId }),
          ...(closedAt === undefined ? {} : { closedAt }),
          ...(shown === undefined ? {} : { shown: fromJsonOrNull(shown && { ...shown }) }),
        },
      });
    },
    async isOpen(phoneNumberId, since, until) {
      const where = { phoneNumberId, closedAt: null, openedAt: { gt: since, lte: until } };
      return (await table.findFirst({ where, select: { id: true } })) !== null;
    },
    forget: (openedBefore, limit) => queries.$executeRaw`
      DELETE FROM force_delete_modals WHERE id IN (
        SELECT id FROM force_delete_modals WHERE opened_at < ${openedBefore}::timestamptz
        ORDER BY opened_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`,
  };
}
