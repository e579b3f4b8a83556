import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { Actor } from "../../domain/actor.ts";
import { type ExternalResource, RESOURCE_KINDS, type ResourceState } from "../../domain/external-resource.ts";
import { KIND_WORDS, STATE_WORD } from "../../domain/resource-words.ts";
import { code, escaped, mentionUser, oneLine, plain } from "./mrkdwn.ts";

export { KIND_WORDS, STATE_WORD };

/** "credential list `CL…`", for the middle of a sentence. */
export function nameOf(ref: Pick<ExternalResource, "kind" | "sid">): string {
  return `${KIND_WORDS[ref.kind]} ${code(ref.sid)}`;
}

/** The same from a resource key (`kind:sid`). */
export function nameOfKey(key: string): string {
  const kind = RESOURCE_KINDS.find((candidate) => key.startsWith(`${candidate}:`));
  return kind === undefined ? `resource ${code(key)}` : nameOf({ kind, sid: key.slice(kind.length + 1) });
}

/** One of the four words, or that it was not on record. */
export function differenceWord(state: ResourceState | "not recorded"): string {
  return state === "not recorded" ? state : STATE_WORD[state];
}

/** With a capital: the start of a sentence or of a line. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** For the middle of a sentence; for words of our own only. */
export function uncapital(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** "+1 415 555 1234" for reading aloud; what is no telephone number stays as it is recorded. Plain text. */
export function readableNumber(phoneNumber: string): string {
  const recorded = oneLine(phoneNumber);
  return plain(parsePhoneNumberFromString(recorded)?.formatInternational() ?? recorded, 60);
}

/** The same in mrkdwn. */
export function numberWords(phoneNumber: string): string {
  return escaped(readableNumber(phoneNumber), 80);
}

/** Who did it, in mrkdwn. */
export function actorWords(actor: Actor | null): string {
  if (actor === null) return "somebody";
  switch (actor.kind) {
    case "slack_user":
      return mentionUser(actor.id);
    case "api_token":
      return `the token "${escaped(actor.name, 60)}" (API)`;
    case "os_user":
      return `${escaped(actor.name, 60)} on the command line`;
    case "system":
      return "Lineman itself";
  }
}

/** A mention of everybody would be a wall of names. */
const MOST_NAMED = 5;

/** Names at most five people, in mrkdwn. */
export function namePeople(userIds: readonly string[]): string {
  const named = userIds.slice(0, MOST_NAMED).map(mentionUser).join(", ");
  return userIds.length > MOST_NAMED ? `${named} and ${userIds.length - MOST_NAMED} more` : named;
}

type Counted = Pick<ExternalResource, "state"> & Partial<Pick<ExternalResource, "checkedAt">>;

const NOT_CHECKED = "not checked yet";

/** "1 still there, 1 cannot tell, 3 gone": what is open first; "nothing recorded" for none. */
export function stateCounts(resources: readonly Counted[]): string {
  const parts = countsOf(resources, ["present", "unknown", NOT_CHECKED, "gone", "kept"]);
  return parts.length === 0 ? "nothing recorded" : parts.join(", ");
}

/** The same of what is open alone: "3 of 5 cannot tell", "1 of 5 still there, 2 cannot tell". */
export function openCounts(resources: readonly Counted[]): string {
  const parts = countsOf(resources, ["present", "unknown", NOT_CHECKED]);
  return parts.join(", ").replace(/^\d+/, (first) => `${first} of ${resources.length}`);
}

type Standing = ResourceState | typeof NOT_CHECKED;

function countsOf(resources: readonly Counted[], order: readonly Standing[]): string[] {
  return order.flatMap((standing) => {
    const amount = resources.filter((resource) => standingOf(resource) === standing).length;
    return amount === 0 ? [] : [`${amount} ${standing === NOT_CHECKED ? NOT_CHECKED : STATE_WORD[standing]}`];
  });
}

/** Nobody has tried yet to tell what was never looked at. */
function standingOf({ state, checkedAt }: Counted): Standing {
  return state === "unknown" && checkedAt === null ? NOT_CHECKED : state;
}

/** "19 min", "2 h 5 min", "3 d 4 h"; less than a minute in seconds. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** "1 number", "2 numbers". */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
