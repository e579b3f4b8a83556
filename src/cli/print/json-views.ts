import type { ExternalResource } from "../../domain/external-resource.ts";
import { caseName, type Incident } from "../../domain/incident.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { Wire } from "../../local/wire.ts";
import type { LeftoverRecord } from "../../operations/ports/force-delete-store.ts";

/* What `--json` prints: the names of the HTTP API where that has the same thing. */

/** A number with its resources. */
export function numberView(number: Wire<PhoneNumber>, resources: readonly Wire<ExternalResource>[]) {
  return {
    id: number.id,
    phone_number: number.phoneNumber,
    label: number.label,
    status: number.status,
    supports_inbound: number.supportsInbound,
    supports_outbound: number.supportsOutbound,
    provider: number.provider,
    has_twilio_credentials: number.hasTwilioCredentials,
    twilio_account_sid: number.twilioAccountSid,
    twilio_region: number.twilioRegion,
    livekit_host: number.livekitHost,
    external_resources: resources.map(resourceView),
    corrupted_at: number.corruptedAt,
    corruption_cause: number.corruptionCause,
    created_at: number.createdAt,
    updated_at: number.updatedAt,
  };
}

/** One resource; `key` names it for `--tick`. */
export function resourceView(resource: Wire<ExternalResource>) {
  return {
    key: `${resource.kind}:${resource.sid}`,
    kind: resource.kind,
    sid: resource.sid,
    state: resource.state,
    cause: resource.cause,
    detail: resource.detail,
    how: resource.how,
    request_id: resource.requestId,
    shared_with: resource.sharedWith,
    checked_at: resource.checkedAt,
    first_seen_at: resource.firstSeenAt,
    ticked_by: resource.tickedBy,
  };
}

/** One stay of a number in corrupted. */
export function incidentView(incident: Wire<Incident>) {
  return {
    case: caseName(incident),
    opened_at: incident.openedAt,
    cause: incident.cause,
    message: incident.message,
    claimed_by: incident.claimedBy,
    closed_at: incident.closedAt,
    outcome: incident.outcome,
    closed_by: incident.closedBy,
    approved_by: incident.approvedBy,
    basis: incident.closedBasis,
    reason: incident.closedReason,
  };
}

/** One entry of the register of leftovers. */
export function leftoverView(leftover: Wire<LeftoverRecord>) {
  return {
    phone_number_id: leftover.phoneNumberId,
    phone_number: leftover.phoneNumber,
    label: leftover.label,
    kind: leftover.kind,
    sid: leftover.sid,
    state: leftover.state,
    detail: leftover.detail,
    checked_at: leftover.checkedAt,
    let_go_by: leftover.letGoBy,
    let_go_at: leftover.letGoAt,
    reason: leftover.reason,
  };
}
