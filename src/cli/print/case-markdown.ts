import { actorLabel } from "../../domain/actor.ts";
import { auditReason, auditWords, basisWords } from "../../domain/audit-words.ts";
import { causeInWords } from "../../domain/cause-words.ts";
import { RESOURCE_KINDS } from "../../domain/external-resource.ts";
import { caseName } from "../../domain/incident.ts";
import type { Json } from "../../domain/phone-number.ts";
import { KIND_WORDS, STATE_WORD } from "../../domain/resource-words.ts";
import type { VerbAnswer } from "../../local/desk.ts";
import { inert, moment } from "./paper.ts";

type Exported = VerbAnswer<"exportCase">;
type Event = Exported["events"][number];

/** Foreign text that can format nothing in Markdown, nor make HTML or a link, also where bare addresses become one. */
const escaped = (text: string) =>
  inert(text).replaceAll(/[\\`*_{}[\]<>()#+!|~&-]|(?<=:)\/(?=\/)|(?<=www)\./gi, "\\$&");
const code = (text: string) => `\`${inert(text).replaceAll("`", "ˋ")}\``;

const MARKS = {
  text: (text: string, max: number) => escaped(text.slice(0, max)),
  code,
  moment: (at: Date) => moment(at.toISOString()),
};

/** An exported case to be read: who did what, when, why, and what was known. */
export function caseMarkdown(exported: Exported): string {
  const { events, isCut, leftovers } = exported;
  return [
    ...head(exported),
    "",
    "## What happened",
    "",
    ...(isCut ? ["Earlier events are left out.", ""] : []),
    ...(events.length === 0 ? ["Nothing is recorded."] : events.flatMap(eventLines)),
    ...(leftovers.length === 0 ? [] : ["", "## Leftovers", "", ...leftovers.map(leftoverLine)]),
    "",
    "Each event names its place in the audit log. `lineman audit verify` proves that nothing in it was changed.",
    "",
  ].join("\n");
}

function head({ numberId, phoneNumber, label, status, incident }: Exported): string[] {
  const number = `${phoneNumber === null ? "a number without a name" : escaped(phoneNumber)}${label === null ? "" : ` · ${escaped(label)}`} · id ${numberId}`;
  const now = status === null ? "its record is removed" : status;
  if (incident === null) return [`# Number ${numberId}`, "", `${number} · ${now}`];
  const { openedAt, cause, message, closedAt, outcome, closedBy, approvedBy, closedBasis, closedReason } =
    incident;
  const said = message === null ? "" : ` (${escaped(message)})`;
  const by = closedBy === null ? "" : ` by ${escaped(actorLabel(closedBy))}`;
  const lines = [
    `# Case ${caseName(incident)}`,
    "",
    `${number} · ${now}`,
    "",
    `- Opened: ${moment(openedAt)}`,
    `- Cause: ${causeInWords(cause, escaped)}${said}`,
    closedAt === null
      ? "- Closed: not yet"
      : `- Closed: ${moment(closedAt)}, ${OUTCOME[outcome ?? "removed"]}${by}`,
  ];
  if (approvedBy !== null) lines.push(`- Approved by: ${escaped(actorLabel(approvedBy))}`);
  if (closedBasis !== null) lines.push(`- Basis: ${basisWords(closedBasis)}`);
  if (closedReason !== null) lines.push(`- Reason: ${escaped(closedReason)}`);
  return lines;
}

const OUTCOME = {
  force_deleted: "force-deleted",
  removed: "cleaned up and removed",
  resolved_elsewhere: "resolved by another program",
};

function eventLines(event: Event): string[] {
  const reason = auditReason(event);
  return [
    `- **${moment(event.at)}** · ${auditWords(event, MARKS)} · ${escaped(actorLabel(event.actor))} · event ${event.seq}`,
    ...(reason === null ? [] : [`  - Reason: ${escaped(reason)}`]),
    ...evidenceLines(event.data),
  ];
}

/** What was known of each resource, where the event keeps it (operations/evidence.ts). */
function evidenceLines(data: Json): string[] {
  const resources = isObject(data) && Array.isArray(data["resources"]) ? data["resources"] : [];
  return resources.filter(isObject).map((resource) => {
    const text = (key: string) => (typeof resource[key] === "string" ? String(resource[key]) : "");
    const kind = RESOURCE_KINDS.find((known) => known === text("kind"));
    const state = Object.hasOwn(STATE_WORD, text("state"))
      ? STATE_WORD[text("state") as keyof typeof STATE_WORD]
      : escaped(text("state"));
    const facts = [
      state,
      text("detail") === "" ? "" : escaped(text("detail")),
      text("how") === "" ? "" : `how: ${escaped(text("how"))}`,
      text("checked_at") === "" ? "never checked" : `checked ${moment(text("checked_at"))}`,
      text("request_id") === "" ? "" : `request ${code(text("request_id"))}`,
      text("ticked_by") === "" ? "" : `ticked by ${escaped(text("ticked_by"))}`,
    ].filter((fact) => fact !== "");
    return `  - ${kind === undefined ? escaped(text("kind")) : KIND_WORDS[kind]} ${code(text("sid"))}: ${facts.join("; ")}`;
  });
}

function leftoverLine({ kind, sid, state, checkedAt }: Exported["leftovers"][number]): string {
  const word = state === "accepted" ? "still there, accepted" : STATE_WORD[state];
  return `- ${KIND_WORDS[kind]} ${code(sid)}: ${word}, last look ${moment(checkedAt)}`;
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
