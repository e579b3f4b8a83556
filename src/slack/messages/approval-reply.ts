import type { KnownBlock } from "@slack/types";
import type { Incident } from "../../domain/incident.ts";
import type { Approval } from "../../operations/ports/force-delete-store.ts";
import { button } from "./alert-buttons.ts";
import type { AlertSurroundings } from "./alert-surroundings.ts";
import { approvalTexts } from "./approval-texts.ts";
import { escaped, when } from "./mrkdwn.ts";
import { context, type SlackMessage, section, sections } from "./slack-message.ts";
import { actorWords, capital, nameOfKey, numberWords } from "./words.ts";

/** Ids are named one by one up to here. */
const MOST_NAMED = 10;

/** Who and what: the words of the incident that a wish belongs to. */
type Subject = Pick<Incident, "phoneNumber" | "label" | "phoneNumberId">;

/** The reply that asks a second person: what is asked, by whom, why, and the two buttons; after the end, how it ended. */
export function approvalReply(
  approval: Approval,
  subject: Subject,
  { approvers }: AlertSurroundings,
): Omit<SlackMessage, "metadata"> {
  const end = approvalTexts.end(approval);
  const asker = actorWords(approval.requestedBy);
  const number = `*${numberWords(subject.phoneNumber)}* (${escaped(subject.label, 100)}, id ${subject.phoneNumberId})`;
  const first =
    end === null
      ? `${approvers}: ${asker} asks a second person to approve the force delete of ${number}.`
      : `${capital(asker)} asked a second person to approve the force delete of ${number}.\n${end}`;
  const asked = sections([
    ...left(approval, "present", "*Still there, and to be left where it is:*"),
    ...left(approval, "unknown", `*Cannot tell; removed by hand, says ${asker}:*`),
    `*Reason:* ${escaped(approval.reason, 1500)}`,
  ]);
  const until = end === null ? ` It lapses ${when(approval.expiresAt)}.` : "";
  const text = `${first}${until} Reason: ${escaped(approval.reason, 500)}`;
  return {
    text,
    blocks: [section(first), ...asked, ...(end === null ? decision(approval, approvers, asker) : [])],
  };
}

function left({ shown }: Approval, state: "present" | "unknown", heading: string): string[] {
  const keys = Object.entries(shown.states)
    .filter(([, word]) => word === state)
    .map(([key]) => key);
  if (keys.length === 0) return [];
  const more = keys.length > MOST_NAMED ? [`+${keys.length - MOST_NAMED} more`] : [];
  return [heading, ...keys.slice(0, MOST_NAMED).map((key) => `• ${capital(nameOfKey(key))}`), ...more];
}

/** Approving cannot be undone, so it asks once more; Slack shows that for buttons of messages. */
function decision({ id, expiresAt }: Approval, approvers: string, asker: string): KnownBlock[] {
  const plainText = (text: string) => ({ type: "plain_text", text }) as const;
  const approve = {
    ...button("approve_force_delete", "Approve force delete", id, "danger"),
    confirm: {
      title: plainText("Approve this force delete?"),
      text: plainText(
        "This cannot be undone. It removes the record only: nothing in Twilio or LiveKit is cleaned up, and what is left there may go on costing money.",
      ),
      confirm: plainText("Approve"),
      deny: plainText("Not yet"),
      style: "danger" as const,
    },
  };
  return [
    { type: "actions", elements: [approve, button("decline_force_delete", "Decline", id)] },
    context(
      `Anybody of ${approvers} but ${asker} can decide, until ${when(expiresAt)}; then it lapses. Approve looks at everything once more, and does nothing where something has changed.`,
    ),
  ];
}
