import { toE164 } from "../commands/parse-number-ref.ts";

/** What a message names that Lineman may know, each once, in the order of the message. */
export interface Mentions {
  /** E.164. */
  phoneNumbers: string[];
  sids: string[];
}

/** A message may be long and nested; what is beyond is not read. */
const MOST_CHARACTERS = 100_000;
const DEEPEST = 20;

/** Fields of messages, blocks, elements and attachments that hold what people read, or a link's address (`tel:+1…`). */
const READ_FIELDS = new Set([
  ...["text", "fallback", "pretext", "title", "value", "url", "footer", "author_name", "alt_text"],
  ...["description", "subtitle"],
]);

/** `+`, then digits with little between them; what is too much at the end is cut off afterwards. */
const NUMBER = /(?<![\w+])\+[1-9](?:[\s().\u2010-\u2015-]{0,3}\d){3,24}/gu;
/** Ids as domain/sid.ts knows them. */
const SID =
  /(?<![A-Za-z0-9_])(?:(?:TK|CL|AL|NY|OU|PN)[0-9a-fA-F]{32}|(?:ST|SDR)_[0-9A-Za-z_-]{1,64})(?![A-Za-z0-9_])/g;

/** Finds telephone numbers and external ids in the text, the blocks and the attachments of a message. */
export function findMentions(message: unknown): Mentions {
  const text = textsIn(message, DEEPEST).join("\n").slice(0, MOST_CHARACTERS);
  const phoneNumbers = (text.match(NUMBER) ?? []).flatMap((match) => longestNumber(match) ?? []);
  return { phoneNumbers: [...new Set(phoneNumbers)], sids: [...new Set(text.match(SID) ?? [])] };
}

function textsIn(value: unknown, depth: number): string[] {
  if (depth === 0 || typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, depth - 1));
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === "string" ? (READ_FIELDS.has(key) ? [item] : []) : textsIn(item, depth - 1),
  );
}

/** A date or a price may follow a number: groups are left off from the end until it is one. */
function longestNumber(match: string): string | null {
  for (let text = match; text.length > 4; text = text.replace(/[^\d+]*\d+$/, "")) {
    const number = toE164(text);
    if (number !== null) return number;
  }
  return null;
}
