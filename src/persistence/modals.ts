import type { ResourceState } from "../domain/external-resource.ts";
import type { ShownFacts } from "../domain/force-delete-gate.ts";
import type { ModalStore } from "../operations/ports/store.ts";
import type { Prisma } from "./generated/client.ts";
import type { Queries } from "./prisma-client.ts";
import { isUuid } from "./row-id.ts";
import { fromJsonOrNull, isRecord, toResourceState, toStatus } from "./rows.ts";

/** The force-delete modals that are open in Slack. */
export function createModalStore({ forceDeleteModal: table }: Queries): ModalStore {
  return {
    async create({ id, incidentId, phoneNumberId, userId }, at) {
      await table.create({ data: { id, incidentId, phoneNumberId, userId, openedAt: at } });
    },
    async find(id) {
      const row = isUuid(id) ? await table.findUnique({ where: { id } }) : null;
      if (row === null) return null;
      const { incidentId, phoneNumberId, userId, viewId } = row;
      return { id, incidentId, phoneNumberId, userId, viewId, shown: toShownFacts(row.shown) };
    },
    async update(id, { viewId, shown }) {
      if (!isUuid(id)) return;
      await table.updateMany({
        where: { id },
        data: {
          ...(viewId === undefined ? {} : { viewId }),
          ...(shown === undefined ? {} : { shown: fromJsonOrNull(shown && { ...shown }) }),
        },
      });
    },
  };
}

/** Null where they cannot be read: then nothing was shown, and the gate asks for another look. */
function toShownFacts(value: Prisma.JsonValue): ShownFacts | null {
  if (!isRecord(value) || !isRecord(value["states"])) return null;
  const status = value["status"] === "removed" ? value["status"] : toStatus(value["status"]);
  if (status === null) return null;
  const states: [string, ResourceState][] = [];
  for (const [key, word] of Object.entries(value["states"])) {
    const state = toResourceState(word);
    if (state === null) return null;
    states.push([key, state]);
  }
  return { status, states: Object.fromEntries(states) };
}
