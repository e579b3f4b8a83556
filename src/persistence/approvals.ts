import type { Approval, ApprovalState, ApprovalStore } from "../operations/ports/force-delete-store.ts";
import type { ForceDeleteRequestModel } from "./generated/models.ts";
import type { Queries } from "./prisma-client.ts";
import { isUuid } from "./row-id.ts";
import { fromJson, oneOf, toActor, toActorOrNull } from "./rows.ts";
import { toShownFacts } from "./shown-facts.ts";
import { storableText } from "./storable.ts";

const STATES: readonly ApprovalState[] = ["pending", "approved", "declined", "lapsed"];

/** A wish as it is stored. What cannot be read was shown to nobody, so it never equals what is. */
export function toApproval(row: ForceDeleteRequestModel): Approval {
  const { messageTs: _, shown, requestedBy, decidedBy, state, ...rest } = row;
  return {
    ...rest,
    requestedBy: toActor(requestedBy),
    shown: toShownFacts(shown) ?? { status: "removed", states: {} },
    state: oneOf(STATES, state) ?? "lapsed",
    decidedBy: toActorOrNull(decidedBy),
  };
}

/** Force deletes that wait for a second person. */
export function createApprovalStore(queries: Queries): ApprovalStore {
  const { forceDeleteRequest: table } = queries;
  return {
    async open({ requestedBy, reason, shown, ...plain }) {
      const data = {
        ...plain,
        requestedBy: fromJson({ ...requestedBy }),
        reason: storableText(reason),
        shown: fromJson({ ...shown }),
      };
      // The partial unique index of the migrations lets one wish of an incident wait.
      return (await table.createMany({ data, skipDuplicates: true })).count === 1;
    },
    async find(id) {
      const row = isUuid(id) ? await table.findUnique({ where: { id } }) : null;
      return row && toApproval(row);
    },
    async pendingOf(incidentId) {
      const row = await table.findFirst({ where: { incidentId, state: "pending" } });
      return row && toApproval(row);
    },
    async decide(id, state, by, at) {
      if (!isUuid(id)) return false;
      const data = { state, decidedBy: fromJson({ ...by }), decidedAt: at };
      return (await table.updateMany({ where: { id, state: "pending" }, data })).count === 1;
    },
    async listExpired(now, limit) {
      const over = await queries.$queryRaw<{ id: string }[]>`
        SELECT request.id FROM force_delete_requests request
        JOIN incidents incident ON incident.id = request.incident_id
        WHERE request.state = 'pending' AND (request.expires_at <= ${now} OR incident.closed_at IS NOT NULL)
        ORDER BY request.expires_at LIMIT ${limit}`;
      const rows = await table.findMany({
        where: { id: { in: over.map(({ id }) => id) } },
        orderBy: { expiresAt: "asc" },
      });
      return rows.map(toApproval);
    },
  };
}
