import { type ExternalResource, providerOf, RESOURCE_KINDS } from "../../domain/external-resource.ts";
import type { Difference, ForceDeleteBasis } from "../../domain/force-delete-gate.ts";
import type { Incident } from "../../domain/incident.ts";
import type { NumberStatus } from "../../domain/phone-number.ts";
import { code, escaped, when, whenExactly } from "./mrkdwn.ts";
import {
  actorWords,
  capital,
  count,
  differenceWord,
  duration,
  KIND_WORDS,
  nameOf,
  nameOfKey,
  numberWords,
  stateCounts,
} from "./words.ts";

/** Sentences with one item each are listed up to here. */
const MOST_LISTED = 5;

/** Everything that a person reads as an answer, in mrkdwn. Each says what is so, and what would help (texts.md). */
export const texts = {
  unknownId: (id: string) =>
    `There is no phone number with id ${escaped(id, 40)}. \`/phone list corrupted\` shows what is open.`,

  unknownNumber: (e164: string) =>
    `There is no phone number ${code(e164, 40)}. \`/phone list\` shows all that are recorded.`,

  notCorrupted: (id: number, status: NumberStatus | "removed") =>
    status === "removed"
      ? `Number ${id} is gone: its record was removed already. Nothing more to do.`
      : `Number ${id} is ${status}. Force delete is only allowed for corrupted phone numbers.${status === "deleting" ? " A clean-up is running; its end will show in the alert." : ""}${status === "active" ? ` To delete it the normal way: \`/phone delete ${id}\`` : ""}`,

  /** Said after a submit, where the id is of no more use. */
  notCorruptedAnyMore: (status: NumberStatus | "removed") =>
    status === "removed"
      ? "The record was removed meanwhile, without a force delete. Nothing more to do."
      : `Nothing was deleted: the number is ${status} now. Force delete is only allowed for corrupted phone numbers.`,

  notYourWindow:
    "This window was opened by somebody else, so it was not sent off. Open your own from the alert.",

  nothingToRetry: (id: number) =>
    `Number ${id} is active: nothing was left behind, so there is nothing to clean up.`,

  caseOver: (numberId: number) =>
    `This case is over: the alert belongs to something that was settled already, and is being brought up to date. \`/phone show ${numberId}\` shows what number ${numberId} is now.`,

  notOurs:
    "Lineman cannot read what this button carries, so nothing was done. Open the newest alert of the number and press it there.",

  checked: (resources: readonly ExternalResource[]) => `Checked: ${stateCounts(resources)}.`,

  cleanUpStarted: (phoneNumber: string) =>
    `Clean-up of ${numberWords(phoneNumber)} started: only what is left is removed. The alert shows how it goes.`,

  ticked: (ticks: number) =>
    ticks === 0
      ? "No tick of yours is recorded any more."
      : `Recorded: you removed ${count(ticks, "resource")} yourself. Press Check again in the alert, so that Lineman looks for proof.`,

  tooFast: (most: number, waitMs: number) =>
    `Not done: you did ${most} things in a minute, and Lineman takes no more from one person. Wait ${duration(Math.ceil(waitMs / 1000) * 1000)}, then try again.`,

  windowTooLate: "Slack did not open the window in time. Nothing was done: try once more.",

  checking: "Checking every resource at Twilio and LiveKit now. This takes up to 20 seconds.",

  looking: (phoneNumber: string, amount: number) =>
    `Checking every resource of ${numberWords(phoneNumber)} now: ${amount} at Twilio and LiveKit. This takes up to 20 seconds.`,

  cannotBeUndone:
    "This cannot be undone. It removes the record only: nothing in Twilio or LiveKit is cleaned up, and what is left there may go on costing money.",

  /** One or two are named; of more the lines below say which. The two ways on stand behind. */
  stillPresent: (resources: readonly ExternalResource[]) =>
    resources.length > 2
      ? `${resources.length} resources are still there. ${waysOn(resources)}`
      : listed(
          resources.map((resource) => {
            const at = resource.lastSeenAt ?? resource.checkedAt;
            const others = resource.sharedWith.length > 0 ? ", and others use it" : "";
            return `The ${nameOf(resource)} is still there${at === null ? "" : ` (seen ${whenExactly(at)})`}${others}.`;
          }),
          waysOn(resources),
        ),

  /** Why nothing came of a form that was sent; `stillPresent` says what would help. */
  notAccepted: "Nothing was deleted: something is still there, and Accept leftovers was not ticked.",

  changed: (differences: readonly Difference[]) =>
    `Something changed while this window was open: ${listed(
      differences.map(
        ({ key, was, is }) =>
          `the ${nameAmong(differences, key)} was "${differenceWord(was)}", it is "${differenceWord(is)}" now.`,
      ),
      "",
    )} Look again, then decide.`,

  factsTooOld:
    "The check took too long to rest a decision on it, so nothing was deleted. Look again, then decide.",

  openItAgain: "Open the window again from the alert to go on.",

  formFaults: (faults: readonly string[]) =>
    `Nothing was deleted yet: ${faults.map((fault) => escaped(fault)).join(" ")}`,

  forceDeleted: (incident: Incident, basis: ForceDeleteBasis) =>
    `You force-deleted ${numberWords(incident.phoneNumber)}${incident.closedAt === null ? "" : ` ${when(incident.closedAt)}`}: its record is removed.\n${basisSentence(basis)}`,

  leftBehind: (resources: readonly ExternalResource[]) =>
    resources.length === 0
      ? "Nothing was left behind."
      : `*Not proven gone*, kept in the register of leftovers with their ids:\n${resources
          .slice(0, 15)
          .map((resource) => `• ${capital(nameOf(resource))}`)
          .join("\n")}${resources.length > 15 ? `\n+${resources.length - 15} more` : ""}`,

  /** Somebody else was faster, or the same submission came twice. */
  alreadyDone: (incident: Incident, userId: string, now: Date) => {
    const self = incident.closedBy?.kind === "slack_user" && incident.closedBy.id === userId;
    const ago = incident.closedAt === null ? "" : ` ${duration(now.getTime() - incident.closedAt.getTime())}`;
    return self
      ? `You force-deleted this number${ago} ago. Nothing more to do.`
      : `${capital(actorWords(incident.closedBy))} force-deleted this number${ago} before you. Nothing more to do.`;
  },

  outcomeUnknown: (reference: string) =>
    `Something unexpected happened while this was carried out (reference ${escaped(reference, 40)}). The alert in the channel shows what became of the number: look there before you try again.`,

  unexpected: (reference: string) =>
    `Something unexpected happened, so this was not done (reference ${escaped(reference, 40)}). Try once more; if it stays, the log has the details under that reference.`,

  nothingToTick: "Nothing is open any more: every resource is proven gone, or kept because others use it.",

  tickIsNoProof:
    "A tick is your word, not a proof: Lineman goes on checking, and a tick whose facts move is dropped.",

  tooManyToTick: (amount: number) =>
    `${amount} resources are open, more than a window can show one by one. Remove them and press Check again: what is proven gone needs no tick.`,

  tooManyResources: (amount: number) =>
    `This number has ${amount} resources, more than a window can show one by one, so it cannot be force-deleted from Slack. The HTTP API can.`,

  slackWaiting: (reason: string) => `Slack did not take the answer (${escaped(reason, 100)}). Try once more.`,

  /** Plain text, at a field. */
  sentAlready:
    "This was sent already. Where the alert does not say within a minute what became of it, nothing was done: press Force delete there again.",

  ticksSentAlready:
    "This was sent already. Where the alert does not show your ticks within a minute, they were not written down: open the window again.",

  answeredTooSlowly: "The database answered too slowly, so nothing was done. Send it again.",

  notRemembered: "Lineman's database does not answer, so nothing was done. Try again in a minute.",

  databaseAwaited: (trouble: string) =>
    `Lineman's database does not work (${trouble}), so nothing was done. Try again in a minute: Lineman goes on by itself as soon as the database answers.`,

  databaseAway: (trouble: string, reference: string) =>
    `Lineman's database does not work (${trouble}), so this was not done or not to its end (reference ${escaped(reference, 40)}). Look at the alert, then try once more in a minute.`,

  notReady:
    "Lineman is not connected to Slack yet (it does not know its workspace), so nothing was done. Try again in a minute.",
} as const;

function listed(sentences: readonly string[], last: string): string {
  const more = sentences.length - MOST_LISTED;
  const parts = [...sentences.slice(0, MOST_LISTED), ...(more > 0 ? [`And ${more} more.`] : []), last];
  return parts.filter((part) => part !== "").join(" ");
}

function providersOf(resources: readonly ExternalResource[]): string {
  const names = { twilio: "Twilio", livekit: "LiveKit" } as const;
  return [...new Set(resources.map(({ kind }) => names[providerOf(kind)]))].join(" and ");
}

function basisSentence(basis: ForceDeleteBasis): string {
  switch (basis) {
    case "proven":
      return "Everything was proven gone, or is kept because others use it.";
    case "attested":
      return "You vouched for what could not be proven; that is recorded with your reason.";
    case "accepted":
      return "What is still there stays, knowingly.";
  }
}

function waysOn(resources: readonly ExternalResource[]): string {
  const one = resources.length === 1;
  const shared = resources.some(({ sharedWith }) => sharedWith.length > 0);
  const care = shared ? " (where others use it, only take this number off it)" : "";
  return `Remove ${one ? "it" : "them"} in ${providersOf(resources)}${care} and press Check again here, or choose Accept leftovers if ${one ? "it" : "they"} must stay; that needs a second person.`;
}

/** By its kind alone where that says which one is meant: the line of the resource has its id. */
function nameAmong(differences: readonly Difference[], key: string): string {
  const kindOf = (one: string) => one.slice(0, one.indexOf(":"));
  const alone = differences.filter((other) => kindOf(other.key) === kindOf(key)).length === 1;
  const kind = RESOURCE_KINDS.find((candidate) => candidate === kindOf(key));
  return alone && kind !== undefined ? KIND_WORDS[kind] : nameOfKey(key);
}
