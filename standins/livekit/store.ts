import { randomInt } from "node:crypto";
import { type Message, strings } from "./messages.ts";

/** What the real server keeps in Redis, by id. A trunk id does not tell its kind: inbound and outbound are separate. */
export type SipStore = {
  readonly inbound: Map<string, Message>;
  readonly outbound: Map<string, Message>;
  readonly rules: Map<string, Message>;
};

const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** ST_ or SDR_ and twelve random letters and digits, as livekit/protocol's guid makes them. */
export function newId(prefix: "ST_" | "SDR_"): string {
  return prefix + Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

const PAGE_LIMIT = 1000;

/** Filtered, ordered by id and cut to the page; without a page everything (livekit-server redisstore_sip.go). */
export function list(
  items: ReadonlyMap<string, Message>,
  passes: (item: Message) => boolean,
  page: Message | undefined,
): Message[] {
  const afterId = String(page?.["after_id"] ?? "");
  const limit = Number(page?.["limit"] ?? 0) || PAGE_LIMIT;
  const found = [...items]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([id, item]) => id > afterId && passes(item))
    .map(([, item]) => item);
  return page === undefined ? found : found.slice(0, limit);
}

/**
 * Does a filter let an item with these values through? An empty filter does, and so does an item without any value: a trunk without
 * numbers stands for every number, a rule without trunks for every trunk (livekit/protocol livekit/sip.go).
 */
export function overlaps(filter: readonly string[], values: readonly string[]): boolean {
  if (filter.length === 0 || values.length === 0) return true;
  const wanted = new Set(filter.map(normalizeNumber));
  return values.some((value) => wanted.has(normalizeNumber(value)));
}

/** "1 (415) 555" -> "+1415555"; what is no phone number stays as it is. */
export function normalizeNumber(value: string): string {
  if (!/^\+?[\d\- ()]+$/.test(value)) return value;
  const digits = value.replace(/[ \-()]/g, "");
  return digits.startsWith("+") ? digits : `+${digits}`;
}

/** Is this id asked for? An empty list of ids asks for all; unknown ids are simply absent from the answer. */
export function wanted(request: Message, field: string, id: unknown): boolean {
  const ids = strings(request, field);
  return ids.length === 0 || ids.includes(String(id));
}
