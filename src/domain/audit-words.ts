import type { AuditAction } from "./audit-action.ts";
import type { AuditEvent } from "./audit-chain.ts";
import { causeInWords } from "./cause-words.ts";
import { RESOURCE_KINDS } from "./external-resource.ts";
import type { Json } from "./phone-number.ts";
import { KIND_WORDS } from "./resource-words.ts";

/** How a surface writes what is not Lineman's own wording, so that it can do no harm there. */
export interface Marks {
  /** Foreign text, of at most `max` characters. */
  text(text: string, max: number): string;
  /** An id, or a word of another version, to be read as it is stored. */
  code(text: string, max?: number): string;
  moment(at: Date): string;
}

/** What an event tells besides its action; it may be of any version, so nothing in it is certain. */
type Data = { [key: string]: Json };

/** Every action in plain words. */
const WORDS: Record<AuditAction, (data: Data, marks: Marks) => string> = {
  provisioning_started: () => "Setting up at Twilio and LiveKit began",
  provisioning_failed: (data, marks) =>
    `Setting up failed, and not everything could be taken down again${why(data, marks)}`,
  provisioning_rolled_back: (data, marks) =>
    `Setting up failed; what was made is taken down again, and the record is gone${why(data, marks)}`,
  number_created: (data) => `Set up, with ${owned(data)}`,
  number_imported: (data) => `Recorded, with ${owned(data)}`,
  delete_requested: ({ from }) =>
    from === "corrupted" ? "Clean-up of what was left began" : "Delete began: resources first, record last",
  teardown_verified: () => "Deleted: everything is proven gone or kept for others, and the record is gone",
  teardown_failed: (data, marks) => `Clean-up failed: ${cause(data, marks)}`,
  teardown_overtaken: (data, marks) =>
    `Another program changed the number during the clean-up; it was ${marks.text(text(data, "found") ?? "something else", 40)} then`,
  corruption_reported: (data, marks) => `Reported as corrupted: ${cause(data, marks)}${said(data, marks)}`,
  resolved_elsewhere: () => "Case closed: another program changed or removed the number",
  resources_ticked: ({ ticked }, marks) => tickWords(Array.isArray(ticked) ? ticked : [], marks),
  force_delete_confirmed: (data) => `Force-deleted: ${basisWords(text(data, "basis"))}`,
  alert_replaced: () => "The alert was deleted in Slack, and posted again",
  claimed: () => "Claimed",
  released: () => "Released",
  snoozed: (data, marks) => `Snoozed${until(data, marks)}`,
  unsnoozed: () => "Woken before the snooze was over",
  approval_requested: () => "Force delete waits for a second person",
  approved: () => "Force delete approved",
  declined: ({ withdrawn }) =>
    withdrawn === true ? "Force delete withdrawn before anybody decided" : "Force delete declined",
  approval_lapsed: (data) => `The wait for a second person ended: ${lapseWords(text(data, "why"))}`,
  automatic_retry_started: () => "Lineman tries the clean-up again by itself",
  reminded: ({ reminder }) =>
    reminder === "claimed" ? "Reminded whoever has claimed it" : "Reminded those on call in the thread",
  storm_opened: () => "Many numbers with one cause: one message stands for them",
  storm_left: () => "Numbers got another cause, and left the message for many",
  storm_ended: () => "All numbers of the message for many are settled",
  storm_work_started: ({ kind }) => (kind === "check" ? "Check all began" : "Retry all began"),
  storm_work_ended: ({ kind }) => (kind === "check" ? "Check all ended" : "Retry all ended"),
  storm_member_opened: () => "Taken out of the message for many: it has an alert of its own",
  keys_rotated: ({ rotated }) => `Stored Twilio tokens encrypted with the current key: ${rotated}`,
};

/** What happened, with foreign text in these marks; an action of another version is shown as it is stored. */
export function auditWords({ action, data }: Pick<AuditEvent, "action" | "data">, marks: Marks): string {
  return isAction(action) ? WORDS[action](isObject(data) ? data : {}, marks) : marks.code(action, 60);
}

/** Why it was done, as the person gave it; plain text. Null where no reason was given. */
export function auditReason({ data }: Pick<AuditEvent, "data">): string | null {
  return isObject(data) ? text(data, "reason") : null;
}

/** On what a force delete rested, for the middle of a sentence. */
export function basisWords(basis: string | null): string {
  switch (basis) {
    case "proven":
      return "everything proven gone or kept";
    case "attested":
      return "people vouched for what could not be proven";
    case "accepted":
      return "leftovers accepted";
    case "api":
      return "through the API, unchecked";
    default:
      return "basis not recorded";
  }
}

function isAction(action: string): action is AuditAction {
  return Object.hasOwn(WORDS, action);
}

function isObject(data: Json): data is Data {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function text(data: Data, key: string): string | null {
  const value = data[key];
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function cause(data: Data, marks: Marks): string {
  return causeInWords(text(data, "cause"), (foreign) => marks.text(foreign, 80));
}

function why(data: Data, marks: Marks): string {
  const reason = text(data, "why");
  return reason === null ? "" : `: ${marks.text(reason, 200)}`;
}

function said(data: Data, marks: Marks): string {
  const message = text(data, "message");
  return message === null ? "" : ` (${marks.text(message, 200)})`;
}

function owned({ resources }: Data): string {
  if (!Array.isArray(resources)) return "its resources";
  return `${resources.length} resource${resources.length === 1 ? "" : "s"}`;
}

function lapseWords(why: string | null): string {
  switch (why) {
    case "time":
      return "nobody decided in time";
    case "facts_changed":
      return "the facts changed";
    default:
      return "the number is not corrupted any more";
  }
}

/** A moment that the event names; nothing where it names none that can be read. */
function until(data: Data, marks: Marks): string {
  const at = new Date(text(data, "until") ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? "" : ` until ${marks.moment(at)}`;
}

function tickWords(keys: readonly Json[], marks: Marks): string {
  if (keys.length === 0) return "Ticks taken back";
  const named = keys.slice(0, 2).map((key) => nameOfKey(String(key), marks));
  const more = keys.length > named.length ? `, +${keys.length - named.length} more` : "";
  return `Ticked as removed by hand: ${named.map((name, index) => (index === 0 ? capital(name) : name)).join(", ")}${more}`;
}

/** From a resource key (`kind:sid`): "credential list CL…". */
function nameOfKey(key: string, marks: Marks): string {
  const kind = RESOURCE_KINDS.find((candidate) => key.startsWith(`${candidate}:`));
  if (kind === undefined) return `resource ${marks.code(key)}`;
  return `${KIND_WORDS[kind]} ${marks.code(key.slice(kind.length + 1))}`;
}

const capital = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
