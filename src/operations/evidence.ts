import type { ExternalResource } from "../domain/external-resource.ts";
import type { Json } from "../domain/phone-number.ts";

/** What was known of each resource, as the audit log keeps it. */
export function evidenceOf(resources: readonly ExternalResource[]): Json {
  return resources.map((resource) => ({
    kind: resource.kind,
    sid: resource.sid,
    state: resource.state,
    cause: resource.cause,
    detail: resource.detail,
    how: resource.how,
    request_id: resource.requestId,
    checked_at: resource.checkedAt?.toISOString() ?? null,
    first_seen_at: resource.firstSeenAt?.toISOString() ?? null,
    removed_at: resource.removedAt?.toISOString() ?? null,
    ticked_by: resource.tickedBy,
  }));
}
