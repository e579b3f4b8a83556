import { denialText } from "../../src/slack/messages/denial-text.ts";
import { faultText, helpMessage } from "../../src/slack/messages/help-message.ts";
import { listMessage } from "../../src/slack/messages/list-message.ts";
import { numberMessage } from "../../src/slack/messages/number-message.ts";
import { shortMessage } from "../../src/slack/messages/slack-message.ts";
import { texts } from "../../src/slack/messages/texts.ts";
import {
  approver,
  incident,
  minutesLater,
  number,
  provenGone,
  refusedResources,
  requester,
  surroundings,
  thing,
} from "./facts.ts";
import type { TourState } from "./tour-state.ts";

const says = (id: string, title: string, what: string, words: () => string): TourState => ({
  id,
  title,
  what,
  surface: "answer",
  payload: () => shortMessage(words()),
});

/** What `/phone` and the buttons answer, seen by the person who asked only. */
export const answerStates: readonly TourState[] = [
  {
    id: "answer-help",
    title: "/phone help",
    what: "What can be asked.",
    surface: "answer",
    payload: helpMessage,
  },
  {
    id: "answer-list",
    title: "/phone list",
    what: "One line a number, a page at a time.",
    surface: "answer",
    payload: () =>
      listMessage(
        {
          items: [
            { number: number(), resources: refusedResources() },
            {
              number: number({ id: 43, phoneNumber: "+14155551235", label: "Sales", status: "active" }),
              resources: [],
            },
            {
              number: number({
                id: 44,
                phoneNumber: "+442079460018",
                label: "London desk",
                status: "deleting",
              }),
              resources: [],
            },
          ],
          totalCount: 40,
        },
        { status: null, page: 1, pageSize: 3 },
      ),
  },
  {
    id: "answer-show",
    title: "/phone show 42",
    what: "Everything that is known of one number, with the evidence.",
    surface: "answer",
    payload: () =>
      numberMessage(
        { number: number(), resources: refusedResources(), run: null, incident: incident() },
        surroundings.consoleLinks,
      ),
  },
  {
    id: "answer-verified",
    title: "/phone verify 42",
    what: "What a look found, at once.",
    surface: "answer",
    payload: () => {
      const resources = [
        thing("twilio_sip_trunk", provenGone(minutesLater(20))),
        thing("twilio_credential_list", { state: "present", checkedAt: minutesLater(20) }),
      ];
      return numberMessage(
        { number: number(), resources, run: null, incident: null },
        surroundings.consoleLinks,
        texts.checked(resources),
      );
    },
  },
  says("answer-checked", "Check again was pressed", "The count; the alert shows the rest.", () =>
    texts.checked(refusedResources()),
  ),
  says("answer-retry", "Retry clean-up was pressed", "It runs as a job; the alert shows how it ends.", () =>
    texts.cleanUpStarted("+14155551234"),
  ),
  says("answer-mistyped", "A mistyped command", "The nearest command is named.", () =>
    faultText({ is: "unknown_verb", typed: "forcedelete", nearest: "force-delete" }),
  ),
  says("answer-unknown-id", "An id that does not exist", "What would help is said.", () =>
    texts.unknownId("99"),
  ),
  says(
    "answer-not-on-call",
    "Somebody who is not on call presses a button",
    "Who may, and where one can look.",
    () =>
      denialText(
        { why: "not_on_call", onCallNow: [requester.id, approver.id] },
        { right: "act", onCall: surroundings.onCall, numberId: 42 },
      ),
  ),
  says(
    "answer-cannot-check",
    "Slack does not say who is on call",
    "Nothing is done, and admins read what to change.",
    () =>
      denialText(
        {
          why: "cannot_check",
          what: "on_call",
          reason: { kind: "refused", error: "missing_scope", needed: "usergroups:read", messages: [] },
        },
        { right: "act", onCall: surroundings.onCall, numberId: 42 },
      ),
  ),
  says("answer-case-over", "A button of an old alert", "Nothing is done; where to look is said.", () =>
    texts.caseOver(42),
  ),
];
