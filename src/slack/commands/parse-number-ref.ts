import { validatePhoneNumberLength } from "libphonenumber-js/min";

/** Which number is meant: digits alone are always an id, a telephone number starts with +. */
export type NumberRef = { id: number } | { phoneNumber: string };

/** What is wrong with it; `typed` is foreign text. */
export type RefFault =
  | { is: "not_a_number"; typed: string }
  /** Digits that no id has. */
  | { is: "unknown_id"; typed: string };

/** The largest id that the database gives out. */
const LARGEST_ID = 2_147_483_647;

/** What people write between the digits of a telephone number. */
const BETWEEN = /[\s().\u2010-\u2015-]/gu;

/** Reads an id or a telephone number. A country is never guessed. */
export function parseNumberRef(typed: string): NumberRef | { fault: RefFault } {
  // Slack turns telephone numbers into <tel:+14155551234|+1 415 555 1234> where escaping is on.
  const unwrapped = typed.replace(/^<tel:([^|>]*)(\|[^>]*)?>$/, "$1").trim();
  if (/^\d+$/.test(unwrapped)) {
    const id = Number(unwrapped);
    return id >= 1 && id <= LARGEST_ID ? { id } : { fault: { is: "unknown_id", typed: unwrapped } };
  }
  const phoneNumber = toE164(unwrapped);
  return phoneNumber === null ? { fault: { is: "not_a_number", typed: unwrapped } } : { phoneNumber };
}

/**
 * A telephone number in E.164, or null where the text is none. Only length and country code are judged, as when a number is
 * recorded: numbering plans change, and numbers that nobody has been given (+1 415 555 0100) are recorded too.
 */
export function toE164(text: string): string | null {
  const compact = text.replaceAll(BETWEEN, "");
  return /^\+[1-9]\d{1,14}$/.test(compact) && validatePhoneNumberLength(compact) === undefined
    ? compact
    : null;
}
