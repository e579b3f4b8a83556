import { type ResourceRef, resourceKey } from "../../domain/external-resource.ts";
import type { Inspection } from "./inspection.ts";

/**
 * What is kept although no provider need know of another user: other numbers of Lineman record it. Their records can go at
 * any moment, so that whoever removes this one's holds it against the records again (is-still-shared.ts).
 */
export function keptForRecorders({ resources, sharing }: Inspection): ResourceRef[] {
  return resources.filter((resource) => {
    const verdict = sharing.get(resourceKey(resource));
    // Nobody records an origination URL: it is kept with its trunk, which is held against the records itself.
    if (resource.kind === "twilio_origination_url") return false;
    return resource.state === "kept" && verdict?.shared === "yes" && verdict.recordedByOthers;
  });
}
