import { isCause } from "../../domain/cause.ts";
import { RESOURCE_KINDS } from "../../domain/external-resource.ts";

/**
 * The place in the runbook that tells what to do about a cause or about a kind of resource: each has an anchor of its own name
 * there. For any other word the runbook itself; also where DOCS_URL points to a place already.
 */
export function runbookUrl(base: string, about: string | null): string {
  return about === null || base.includes("#") || !hasAnchor(about) ? base : `${base}#${about}`;
}

/** Kinds come from our own tables; causes may come from another program. */
function hasAnchor(word: string): boolean {
  return isCause(word) || RESOURCE_KINDS.some((kind) => kind === word);
}
