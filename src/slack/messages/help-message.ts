import { assertNever } from "../../domain/errors.ts";
import { type Fault, PHONE_VERBS, type PhoneVerb } from "../commands/parse-phone-command.ts";
import { code, escaped } from "./mrkdwn.ts";
import { type SlackMessage, shortMessage } from "./slack-message.ts";
import { texts } from "./texts.ts";

/** `example` stands after `/phone`; null where the verb alone is its example. */
const USAGE: Record<PhoneVerb, { arguments: string; does: string; example: string | null }> = {
  help: { arguments: "", does: "this list", example: null },
  list: {
    arguments: " [corrupted|deleting|active] [page]",
    does: "phone numbers and how they are",
    example: "list corrupted",
  },
  show: {
    arguments: " <id or +number>",
    does: "one number and everything it owns outside the database",
    example: "show 42",
  },
  verify: {
    arguments: " <id or +number>",
    does: "look at every resource of a number now (on-call only)",
    example: "verify 42",
  },
  retry: {
    arguments: " <id or +number>",
    does: "clean up what is left of a corrupted number (on-call only)",
    example: "retry 42",
  },
  delete: {
    arguments: " <id or +number>",
    does: "remove a number and everything it owns, after you have confirmed it (on-call only)",
    example: "delete 42",
  },
  "force-delete": {
    arguments: " <id or +number>",
    does: "remove the record of a corrupted number, after a check of everything it owns (on-call only)",
    example: "force-delete 42",
  },
  history: {
    arguments: " <id or +number> [page]",
    does: "what happened to a number, also after it is gone",
    example: "history +14155551234",
  },
  leftovers: {
    arguments: " [id of Twilio or LiveKit]",
    does: "what force deletes left behind, or what one id was",
    example: "leftovers ST_abc",
  },
  report: { arguments: "", does: "how the last seven days were, and what is open", example: null },
};

/** What `/phone` can do; only what there is. */
export function helpMessage(): SlackMessage {
  const lines = PHONE_VERBS.map(usageLine);
  const note = "Digits alone are an id; a telephone number starts with + and its country code.";
  return shortMessage(["*What /phone can do*", ...lines, note].join("\n"));
}

/** What was not understood, and what would be. */
export function faultText(fault: Fault): string {
  switch (fault.is) {
    case "unknown_verb": {
      const hint = fault.nearest === null ? "" : ` Did you mean this?\n${usageLine(fault.nearest)}\n`;
      return `There is no ${code(`/phone ${fault.typed}`, 60)}.${hint === "" ? " " : hint}\`/phone help\` lists what there is.`;
    }
    case "unknown_status":
      return `${code(fault.typed, 40)} is no status. Numbers are \`corrupted\`, \`deleting\` or \`active\`: \`/phone list corrupted\``;
    case "no_number":
      return `Which number? ${usageLine(fault.verb)}`;
    case "not_a_number":
      return `${escaped(fault.typed, 60)} is neither an id nor a telephone number. Write an id such as \`42\`, or a number with + and its country code such as \`+14155551234\`.`;
    case "not_a_sid":
      return `${escaped(fault.typed, 60)} is not one id. Write one whole id of Twilio or LiveKit, without spaces: \`/phone leftovers ST_abc\``;
    case "unknown_id":
      return texts.unknownId(fault.typed);
    default:
      return assertNever(fault);
  }
}

function usageLine(verb: PhoneVerb): string {
  const { arguments: after, does, example } = USAGE[verb];
  return `${code(`/phone ${verb}${after}`)}: ${does}${example === null ? "" : `, e.g. ${code(`/phone ${example}`)}`}`;
}
