import type { ActionsBlock, Button, KnownBlock, StaticSelect } from "@slack/types";
import {
  type ExternalResource,
  isSeenThere,
  isSettled,
  isTickedSinceLook,
} from "../../domain/external-resource.ts";
import { isSnoozed } from "../../domain/snooze.ts";
import type { AlertFacts } from "../../operations/ports/alerts.ts";
import { type CaseRef, caseValue, choiceValue } from "../case-ref.ts";
import { type ActionId, BLOCK, type SnoozeChoice } from "../ids.ts";
import { type AlertState, alertState } from "./alert-state.ts";
import { clamp } from "./mrkdwn.ts";
import { LIMIT } from "./slack-message.ts";
import { actorWords, readableNumber } from "./words.ts";

type Style = "primary" | "danger";

const SOMETHING_GOES_ON: readonly AlertState[] = [
  "cleaning_up",
  "waiting_for_approval",
  "checking",
  "retrying",
];

/** A button; its value holds ids only. `about`: what it acts on, for those who hear it and do not see where it stands. */
export function button(
  actionId: ActionId,
  text: string,
  value: string,
  style?: Style,
  about?: string,
): Button {
  const spoken = clamp(`${text.replace("…", "")}: ${about}`, LIMIT.spokenLabel);
  return {
    type: "button",
    action_id: actionId,
    text: { type: "plain_text", text, emoji: false },
    value,
    ...(style === undefined ? {} : { style }),
    ...(about === undefined ? {} : { accessibility_label: spoken }),
  };
}

/** What can be done about an open incident: about its resources, then about who works on it. */
export function alertButtons(facts: AlertFacts, ref: CaseRef): ActionsBlock[] {
  return [
    { type: "actions", elements: cleanUpButtons(facts, ref) },
    // Slack leaves a menu on what was chosen until its block has another name: then it can be chosen again.
    {
      type: "actions",
      block_id: `${BLOCK.claim}${facts.incident.lastActedAt?.getTime() ?? 0}`,
      elements: [claimButton(facts, ref), snoozeMenu(facts, ref)],
    },
  ];
}

/** Opens the modal with every resource. */
export function moreButton(amount: number, { incident }: AlertFacts, ref: CaseRef): KnownBlock {
  const about = `all resources of ${readableNumber(incident.phoneNumber)}`;
  const more = button("show_all_resources", `+${amount} more…`, caseValue(ref), undefined, about);
  return { type: "actions", elements: [more] };
}

/** While a clean-up runs there is nothing to do but to look. */
function cleanUpButtons(facts: AlertFacts, ref: CaseRef): Button[] {
  const { incident, resources, run } = facts;
  const next = nextButton(facts);
  const act = (actionId: ActionId, text: string, style?: Style) =>
    button(actionId, text, caseValue(ref), style, readableNumber(incident.phoneNumber));
  const primary = (actionId: ActionId) => (actionId === next ? "primary" : undefined);
  const check = act("check_again", "Check again", primary("check_again"));
  if (run !== null) return [check];
  return [
    check,
    ...(resources.every(isSettled) ? [] : [act("clean_up_done", "I've cleaned up…")]),
    act("retry_clean_up", "Retry clean-up", primary("retry_clean_up")),
    act("force_delete_number", "Force delete…", "danger"),
  ];
}

/** Everybody sees the same message, so whoever has not claimed it sees Release as well: it asks before it acts. */
function claimButton({ incident }: AlertFacts, ref: CaseRef): Button {
  const about = readableNumber(incident.phoneNumber);
  if (incident.claimedBy === null) return button("claim_incident", "Claim", caseValue(ref), undefined, about);
  return {
    ...button("release_incident", "Release", caseValue(ref), undefined, about),
    confirm: {
      title: { type: "plain_text", text: "Release this?", emoji: false },
      text: {
        type: "mrkdwn",
        text: `${actorWords(incident.claimedBy)} has claimed it. Once released, anybody on call may claim it.`,
      },
      confirm: { type: "plain_text", text: "Release", emoji: false },
      deny: { type: "plain_text", text: "Keep it", emoji: false },
    },
  };
}

function snoozeMenu({ incident, readAt }: AlertFacts, ref: CaseRef): StaticSelect {
  const snoozed = isSnoozed(incident, readAt);
  const option = (choice: SnoozeChoice, text: string) => ({
    text: { type: "plain_text" as const, text, emoji: false },
    value: choiceValue(choice, ref),
  });
  return {
    type: "static_select",
    action_id: "snooze_incident" satisfies ActionId,
    placeholder: { type: "plain_text", text: snoozed ? "Snoozed" : "Snooze", emoji: false },
    options: [
      ...(snoozed ? [option("wake", "Wake now")] : []),
      option("30m", "30 min"),
      option("2h", "2 h"),
      option("tomorrow", "Until tomorrow 09:00"),
    ],
  };
}

/** The button that should be pressed next; null where that is Force delete, which is red already, or where something goes on. */
function nextButton(facts: AlertFacts): ActionId | null {
  if (SOMETHING_GOES_ON.includes(alertState(facts))) return null;
  const { resources } = facts;
  if (resources.some(({ checkedAt }) => checkedAt === null)) return "check_again";
  const open = resources.filter((resource) => !isSettled(resource));
  if (open.some(isTickedSinceLook)) return "check_again";
  return open.every(isVouchedFor) ? null : "retry_clean_up";
}

/** People say that it is gone, and no look since then says otherwise. */
export function isVouchedFor(resource: ExternalResource): boolean {
  return isTickedSinceLook(resource) || (resource.tickedBy !== null && !isSeenThere(resource));
}
