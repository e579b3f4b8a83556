import {
  type ExternalResource,
  isSettled,
  type ResourceRef,
  resourceKey,
} from "../../domain/external-resource.ts";
import { KIND_WORDS, STATE_WORD } from "../../domain/resource-words.ts";

/* Lines for an alert's thread, in plain text. */

/** Ids that a line names one by one. */
const MOST_NAMED = 10;

/** What a person's ticks say now that they did not say before; null where they say the same. Follows the person's name. */
export function tickLine(
  open: readonly ExternalResource[],
  keys: readonly string[],
  userId: string,
): string | null {
  const isTicked = (resource: ExternalResource) => keys.includes(resourceKey(resource));
  const added = open.filter((resource) => isTicked(resource) && resource.tickedBy !== userId);
  const dropped = open.filter((resource) => !isTicked(resource) && resource.tickedBy === userId);
  const parts = [
    ...(added.length > 0 ? [`says they removed: ${named(added)}`] : []),
    ...(dropped.length > 0 ? [`took the tick back from: ${named(dropped)}`] : []),
  ];
  return parts.length === 0 ? null : `${parts.join("; ")}.`;
}

/** How a clean-up ended that a person had started. `message`: why it did not succeed; null where the record is removed. */
export function cleanUpEndLine(resources: readonly ExternalResource[], message: string | null): string {
  if (message === null) return "The clean-up is done: what was left is gone, and the record is removed.";
  const open = resources.filter((resource) => !isSettled(resource));
  const left = open.length === 0 ? "" : ` Left: ${namedWithState(open)}.`;
  return `The clean-up did not finish: ${message.replace(/\.$/, "")}.${left}`;
}

function named(resources: readonly ResourceRef[]): string {
  return upTo(resources, ({ kind, sid }) => `${KIND_WORDS[kind]} ${sid}`);
}

function namedWithState(resources: readonly ExternalResource[]): string {
  return upTo(resources, ({ kind, sid, state }) => `${KIND_WORDS[kind]} ${sid} (${STATE_WORD[state]})`);
}

function upTo<T>(items: readonly T[], name: (item: T) => string): string {
  const more = items.length - MOST_NAMED;
  return [...items.slice(0, MOST_NAMED).map(name), ...(more > 0 ? [`+${more} more`] : [])].join(", ");
}
