import type { VerbAnswer } from "../../local/desk.ts";
import { incidentView, leftoverView } from "./json-views.ts";

/** An exported case for machines; events with their place in the chain, so that each can be proven. */
export function caseJson(exported: VerbAnswer<"exportCase">) {
  const { numberId, phoneNumber, label, status, incident, events, isCut, leftovers } = exported;
  return {
    phone_number_id: numberId,
    phone_number: phoneNumber,
    label,
    status: status ?? "removed",
    incident: incident && incidentView(incident),
    is_cut: isCut,
    events: events.map((event) => ({
      seq: event.seq,
      at: event.at,
      actor: event.actor,
      action: event.action,
      phone_number_id: event.phoneNumberId,
      incident_id: event.incidentId,
      data: event.data,
      prev_hash: event.prevHash,
      hash: event.hash,
    })),
    leftovers: leftovers.map(leftoverView),
  };
}
