import type { ExternalResource, ResourceKind, ResourceRef } from "./external-resource.ts";
import { KIND_WORDS } from "./resource-words.ts";

/** Something that a provider's list shows, by the name that somebody gave it. */
export interface NamedResource {
  kind: ResourceKind;
  sid: string;
  name: string;
}

/** So many of them are told by their ids. */
const MOST_TOLD = 2;

/**
 * What is gone, with the news that others of its kind have the name that it had: somebody has made it anew, and sees it in the
 * console (telephony.md 6, case 30). Proof goes by id, so the state stays. `own`: what the number records itself is no look-alike.
 */
export function withLookAlikes(
  resource: ExternalResource,
  named: readonly NamedResource[],
  own: readonly Pick<ResourceRef, "kind" | "sid">[],
): ExternalResource {
  const { kind, sid, state, detail, lastSeenName } = resource;
  if (state !== "gone" || lastSeenName === null) return resource;
  const recorded = new Set([sid, ...own.filter((ref) => ref.kind === kind).map((ref) => ref.sid)]);
  const alike = named.filter((one) => one.kind === kind && one.name === lastSeenName);
  const sids = [...new Set(alike.map((one) => one.sid))].filter((one) => !recorded.has(one)).sort();
  if (sids.length === 0) return resource;
  return {
    ...resource,
    detail: [detail, newsOfLookAlikes(kind, sids)].filter((part) => part !== "").join("; "),
  };
}

function newsOfLookAlikes(kind: ResourceKind, sids: readonly string[]): string {
  const told = sids.slice(0, MOST_TOLD).join(", ");
  if (sids.length === 1)
    return `another ${KIND_WORDS[kind]} with the same name is there: ${told}; it is not the recorded one and is left alone`;
  const more = sids.length > MOST_TOLD ? ` and ${sids.length - MOST_TOLD} more` : "";
  return `${sids.length} others with the same name are there: ${told}${more}; they are not the recorded one and are left alone`;
}
