import { assertNever } from "../../domain/errors.ts";
import {
  type ExternalResource,
  isSeenThere,
  isSettled,
  RESOURCE_KINDS,
  resourceKey,
} from "../../domain/external-resource.ts";
import type { Difference } from "../../domain/force-delete-gate.ts";
import { KIND_WORDS, STATE_WORD } from "../../domain/resource-words.ts";
import type { VerbAnswer } from "../../local/desk.ts";
import type { CommandLineForm } from "../../operations/command-verbs.ts";
import { resourceName } from "../print/number-lines.ts";
import { inert } from "../print/paper.ts";
import { Refused } from "../session.ts";
import { readResource } from "./read-resource.ts";

export type Sheet = Exclude<VerbAnswer<"checkForceDelete">, { result: "already_done" }>;
type Decision = Extract<VerbAnswer<"forceDelete">, { result: "refused" }>["decision"];

/** What stops a force delete on the command line whatever the person answers; null where nothing does. */
export function obstacleTo({ resources, basis, needsApproval }: Sheet): string | null {
  if (basis === "accepted") {
    return stillThere(resources.map(readResource).filter(isSeenThere));
  }
  return needsApproval ? SECOND_PERSON : null;
}

const SECOND_PERSON =
  "Nothing was deleted: not everything is proven gone, and SECOND_APPROVER=required asks a second person then. Only Slack can ask one: /phone force-delete. Or remove what is left, so that it can be proven gone.";

function stillThere(resources: readonly Pick<ExternalResource, "kind" | "sid">[]): string {
  const named = resources.slice(0, 5).map(resourceName).join(", ");
  const more = resources.length > 5 ? ` and ${resources.length - 5} more` : "";
  const [verb, they, them] = resources.length === 1 ? ["is", "it", "it"] : ["are", "they", "them"];
  return `Nothing was deleted: ${named}${more} ${verb} still there. Remove ${them} at the provider and run this again. If ${they} must stay: Accept leftovers takes a second person, and works in Slack only.`;
}

/** Why the gate said no, for people and for machines. */
export function refusal(decision: Decision, sheet: Sheet, form: Pick<CommandLineForm, "ticks">): Refused {
  const isTickMissing =
    decision.decision === "refused" && decision.why === "form" && decision.faults.ticks !== undefined;
  const toTick = isTickMissing ? keysToTick(sheet, form.ticks) : [];
  return new Refused(`${refusalWords(decision)}${tickWords(toTick)}`, {
    decision,
    ...(toTick.length === 0 ? {} : { to_tick: toTick }),
  });
}

/** What is open and has no tick yet, as `--tick` takes it. */
export function keysToTick({ resources }: Pick<Sheet, "resources">, ticks: readonly string[]): string[] {
  const open = resources.filter((resource) => !isSettled(resource)).map(resourceKey);
  return open.filter((key) => !ticks.includes(key));
}

/** Nobody can guess a key: they are told as they are to be given. */
export function tickWords(keys: readonly string[]): string {
  return keys.length === 0 ? "" : ` To be ticked: ${keys.map((key) => `--tick ${inert(key)}`).join(" ")}`;
}

/** Why the gate said no, and what would help. */
function refusalWords(decision: Decision): string {
  if (decision.decision === "needs_approval") return SECOND_PERSON;
  switch (decision.why) {
    case "not_corrupted":
      return decision.status === "removed"
        ? "The record was removed meanwhile, without a force delete. Nothing more to do."
        : `Nothing was deleted: the number is ${decision.status} now. Force delete is only allowed for corrupted phone numbers.`;
    case "not_permitted":
      return "Nothing was deleted: you may not do this.";
    case "facts_changed":
      return `Nothing was deleted: something changed since it was shown. ${decision.differences.slice(0, 5).map(change).join(" ")} Run this again, then decide.`;
    case "facts_too_old":
      return "Nothing was deleted: the check took too long to rest a decision on it. Run this again.";
    case "still_present":
      return stillThere(decision.resources);
    case "form":
      return `Nothing was deleted. ${Object.values(decision.faults).map(inert).join(" ")}${flagsFor(decision.faults)}`;
    default:
      return assertNever(decision);
  }
}

function flagsFor(faults: { digits?: string; ticks?: string; reason?: string }): string {
  const flags = [
    ...(faults.digits === undefined ? [] : ["--digits"]),
    ...(faults.ticks === undefined ? [] : ["--tick"]),
    ...(faults.reason === undefined ? [] : ["--reason"]),
  ];
  return ` (${flags.join(", ")})`;
}

function change({ key, was, is }: Difference): string {
  const kind = RESOURCE_KINDS.find((candidate) => key.startsWith(`${candidate}:`));
  const name = kind === undefined ? key : `${KIND_WORDS[kind]} ${key.slice(kind.length + 1)}`;
  return `The ${inert(name)} was ${word(was)}, it is ${word(is)} now.`;
}

function word(state: Difference["was"]): string {
  return state === "not recorded" ? state : STATE_WORD[state];
}
