import type { NumberStatus } from "../../domain/phone-number.ts";
import { oneLine } from "../messages/mrkdwn.ts";
import { nearestWord } from "./nearest-word.ts";
import { type NumberRef, parseNumberRef, type RefFault } from "./parse-number-ref.ts";

/** Statuses that people see. */
export type ListedStatus = Exclude<NumberStatus, "provisioning">;

/** What `/phone` can do, in the order of the help. */
export const PHONE_VERBS = [
  "help",
  "list",
  "show",
  "verify",
  "retry",
  "delete",
  "force-delete",
  "history",
  "leftovers",
  "report",
] as const;
export type PhoneVerb = (typeof PHONE_VERBS)[number];

/** Verbs with nothing but a number after them. */
type NumberVerb = Extract<PhoneVerb, "show" | "verify" | "retry" | "delete" | "force-delete">;

/** What was asked for, or what is wrong with it. Pages are 1-based. */
export type PhoneCommand =
  | { verb: "help" }
  | { verb: "report" }
  | { verb: "list"; status: ListedStatus | null; page: number }
  | { verb: "history"; ref: NumberRef; page: number }
  /** `sid` is foreign text; null asks for all that are not settled. */
  | { verb: "leftovers"; sid: string | null; page: number }
  | { verb: NumberVerb; ref: NumberRef }
  /** `fault` says what is not understood. */
  | { verb: null; fault: Fault };

/** What is not understood; messages/help-message.ts has the words. `typed` is foreign text. */
export type Fault =
  | { is: "unknown_verb"; typed: string; nearest: PhoneVerb | null }
  | { is: "unknown_status"; typed: string }
  | { is: "not_a_sid"; typed: string }
  | { is: "no_number"; verb: PhoneVerb }
  | RefFault;

const STATUSES: readonly ListedStatus[] = ["corrupted", "deleting", "active"];

/** Reads what stands after `/phone`. */
export function parsePhoneCommand(text: string): PhoneCommand {
  const [first = "help", ...rest] = oneLine(text)
    .split(" ")
    .filter((word) => word !== "");
  const typed = first.toLowerCase();
  const verb = PHONE_VERBS.find((candidate) => candidate === typed);
  switch (verb) {
    case "help":
    case "report":
      return { verb };
    case "list":
      return parseList(rest);
    case "history":
      return parseHistory(rest);
    case "leftovers":
      return parseLeftovers(rest);
    case undefined:
      // An id or a number alone can only mean "what about this one?".
      if (/^(\d|\+|<tel:)/.test(first)) return withRef("show", [first, ...rest]);
      return {
        verb: null,
        fault: { is: "unknown_verb", typed: first, nearest: nearestWord(typed, PHONE_VERBS) },
      };
    default:
      return withRef(verb, rest);
  }
}

const isPage = (word: string) => /^[1-9]\d{0,5}$/.test(word);

function parseList([first, second]: readonly string[]): PhoneCommand {
  if (first === undefined) return { verb: "list", status: null, page: 1 };
  if (isPage(first)) return { verb: "list", status: null, page: Number(first) };
  const status = STATUSES.find((candidate) => candidate === first.toLowerCase());
  if (status === undefined) return { verb: null, fault: { is: "unknown_status", typed: first } };
  return { verb: "list", status, page: second !== undefined && isPage(second) ? Number(second) : 1 };
}

function withRef(verb: NumberVerb, words: readonly string[]): PhoneCommand {
  if (words.length === 0) return { verb: null, fault: { is: "no_number", verb } };
  const parsed = parseNumberRef(words.join(" "));
  return "fault" in parsed ? { verb: null, fault: parsed.fault } : { verb, ref: parsed };
}

/** "42", "42 2" or "+1 415 555 1234 page 2": the digits after a telephone number are its own where they can be. */
function parseHistory(words: readonly string[]): PhoneCommand {
  if (words.length === 0) return { verb: null, fault: { is: "no_number", verb: "history" } };
  const whole = parseNumberRef(words.join(" "));
  if (!("fault" in whole)) return { verb: "history", ref: whole, page: 1 };
  const last = words.at(-1);
  const before = words.slice(0, words.at(-2)?.toLowerCase() === "page" ? -2 : -1);
  const ref = parseNumberRef(before.join(" "));
  return last !== undefined && isPage(last) && !("fault" in ref)
    ? { verb: "history", ref, page: Number(last) }
    : { verb: null, fault: whole.fault };
}

/** Ids are copied with what stands around them in Slack. */
function parseLeftovers(words: readonly string[]): PhoneCommand {
  const [first, second] = words.map((word) => word.replaceAll("`", "")).filter((word) => word !== "");
  if (first === undefined) return { verb: "leftovers", sid: null, page: 1 };
  if (second === undefined && isPage(first)) return { verb: "leftovers", sid: null, page: Number(first) };
  if (second !== undefined || first.length > 200)
    return { verb: null, fault: { is: "not_a_sid", typed: words.join(" ") } };
  return { verb: "leftovers", sid: first, page: 1 };
}
