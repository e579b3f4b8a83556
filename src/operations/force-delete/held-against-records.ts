import { type ExternalResource, inResourceOrder, type ResourceRef } from "../../domain/external-resource.ts";
import type { Store } from "../ports/store.ts";
import { isStillShared } from "../teardown/is-still-shared.ts";

/** Whether all that is kept for other numbers is still recorded by one. In one order, so that two deeds wait for each other. */
export async function areStillShared(
  tx: Store,
  numberId: number,
  refs: readonly ResourceRef[],
): Promise<boolean> {
  for (const ref of inResourceOrder(refs)) if (!(await isStillShared(tx, numberId, ref))) return false;
  return true;
}

/**
 * The resources where nobody looks before the record goes: what was kept for the sake of numbers alone, and which no record
 * names any more, is not known to be anybody's. The register must go on watching it.
 */
export async function heldAgainstRecords(
  tx: Store,
  numberId: number,
  resources: readonly ExternalResource[],
): Promise<ExternalResource[]> {
  const held: ExternalResource[] = [];
  for (const resource of inResourceOrder(resources)) {
    const isLetGo = isKeptForNumbers(resource) && !(await isStillShared(tx, numberId, recordedOf(resource)));
    held.push(isLetGo ? letGo(resource) : resource);
  }
  return held;
}

const isKeptForNumbers = ({ state, sharedWith }: ExternalResource) =>
  state === "kept" && sharedWith.every((user) => user.startsWith("number "));

/** What a record names: an origination URL or a link belongs to one trunk, and nobody records it by itself. */
function recordedOf({ kind, sid, parentSid }: ExternalResource): ResourceRef {
  const hangsOnTrunk = kind === "twilio_origination_url" || kind === "twilio_trunk_number";
  return hangsOnTrunk && parentSid !== null
    ? { kind: "twilio_sip_trunk", sid: parentSid, parentSid: null }
    : { kind, sid, parentSid };
}

function letGo(resource: ExternalResource): ExternalResource {
  const { sharedWith, checkedAt } = resource;
  const detail = `last known ${checkedAt?.toISOString() ?? "never"}: shared with ${sharedWith.join(", ")}, but no number records it any more`;
  return { ...resource, state: "unknown", detail };
}
