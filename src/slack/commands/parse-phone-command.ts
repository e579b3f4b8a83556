import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { NumberStatus } from "../../domain/phone-number.ts";
import { oneLine } from "../messages/mrkdwn.ts";
import { nearestWord } from "./nearest-word.ts";

/** Which number is meant: digits alone are always an id, a telephone number starts with +. */
export type NumberRef = { id: number } | { phoneNumber: string };

/** Statuses that people see. */
export type ListedStatus = Exclude<NumberStatus, "provisioning">;

/** What `/phone` can do. */
export const PHONE_VERBS = ["help", "list", "show", "verify", "retry", "force-delete"] as const;
export type PhoneVerb = (typeof PHONE_VERBS)[number];

/** What was asked for, or what is wrong with it. */
export type PhoneCommand =
  | { verb: "help" }
  | { verb: "list"; status: ListedStatus | null; page: number }
  | { verb: Exclude<PhoneVerb, "help" | "list">; ref: NumberRef }
  /** `fault` says what is not understood; `typed` is foreign text. */
  | { verb: null; fault: Fault };

/** What is not understood; messages/help-message.ts has the words. */
export type Fault =
  | { is: "unknown_verb"; typed: string; nearest: PhoneVerb | null }
  | { is: "unknown_status"; typed: string }
  | { is: "no_number"; verb: PhoneVerb }
  | { is: "not_a_number"; typed: string }
  /** Digits that no id has. */
  | { is: "unknown_id"; typed: string };

const STATUSES: readonly ListedStatus[] = ["corrupted", "deleting", "active"];
/** The largest id that the database gives out. */
const LARGEST_ID = 2_147_483_647;

/** Reads what stands after `/phone`. A country is never guessed. */
export function parsePhoneCommand(text: string): PhoneCommand {
  const [first = "help", ...rest] = oneLine(text)
    .split(" ")
    .filter((word) => word !== "");
  const verb = first.toLowerCase();
  if (verb === "help") return { verb };
  if (verb === "list") return parseList(rest);
  const known = PHONE_VERBS.find((candidate) => candidate === verb);
  // An id or a number alone can only mean "what about this one?".
  if (known === undefined && /^(\d|\+|<tel:)/.test(first)) return withRef("show", [first, ...rest]);
  if (known === undefined || known === "help" || known === "list")
    return {
      verb: null,
      fault: { is: "unknown_verb", typed: first, nearest: nearestWord(verb, PHONE_VERBS) },
    };
  return withRef(known, rest);
}

function parseList(words: readonly string[]): PhoneCommand {
  const numeric = (word: string) => /^[1-9]\d{0,5}$/.test(word);
  const [first, second] = words;
  if (first === undefined) return { verb: "list", status: null, page: 1 };
  if (numeric(first)) return { verb: "list", status: null, page: Number(first) };
  const status = STATUSES.find((candidate) => candidate === first.toLowerCase());
  if (status === undefined) return { verb: null, fault: { is: "unknown_status", typed: first } };
  return { verb: "list", status, page: second !== undefined && numeric(second) ? Number(second) : 1 };
}

function withRef(verb: Exclude<PhoneVerb, "help" | "list">, words: readonly string[]): PhoneCommand {
  if (words.length === 0) return { verb: null, fault: { is: "no_number", verb } };
  const parsed = parseNumberRef(words.join(" "));
  return "fault" in parsed ? { verb: null, fault: parsed.fault } : { verb, ref: parsed };
}

function parseNumberRef(typed: string): NumberRef | { fault: Fault } {
  // Slack turns telephone numbers into <tel:+14155551234|+1 415 555 1234> where escaping is on.
  const unwrapped = typed.replace(/^<tel:([^|>]*)(\|[^>]*)?>$/, "$1").trim();
  if (/^\d+$/.test(unwrapped)) {
    const id = Number(unwrapped);
    return id >= 1 && id <= LARGEST_ID ? { id } : { fault: { is: "unknown_id", typed: unwrapped } };
  }
  const compact = unwrapped.replaceAll(/[\s().-]/g, "");
  const number = /^\+\d{4,15}$/.test(compact) ? parsePhoneNumberFromString(compact) : undefined;
  return number === undefined
    ? { fault: { is: "not_a_number", typed: unwrapped } }
    : { phoneNumber: number.number };
}
