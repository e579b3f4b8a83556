import { assertNever } from "../../domain/errors.ts";
import { type Fault, PHONE_VERBS, type PhoneVerb } from "../commands/parse-phone-command.ts";
import { code, escaped } from "./mrkdwn.ts";
import { type SlackMessage, shortMessage } from "./slack-message.ts";
import { texts } from "./texts.ts";

/** `example` stands after `/phone`: what people copy. */
const USAGE: Record<PhoneVerb, { example: string; does: string }> = {
  help: { example: "help", does: "this list" },
  list: {
    example: "list corrupted",
    does: "phone numbers and how they are; `deleting`, `active` or nothing instead of `corrupted` works as well",
  },
  show: { example: "show 42", does: "one number and everything it owns outside the database" },
  verify: { example: "verify 42", does: "look at every resource of a number now (on-call only)" },
  retry: { example: "retry 42", does: "clean up what is left of a corrupted number (on-call only)" },
  delete: {
    example: "delete 42",
    does: "remove a number and everything it owns, after you have confirmed it (on-call only)",
  },
  "force-delete": {
    example: "force-delete 42",
    does: "remove the record of a corrupted number, after a check of everything it owns (on-call only)",
  },
  history: { example: "history +14155551234", does: "what happened to a number, also after it is gone" },
  leftovers: {
    example: "leftovers ST_abc",
    does: "what one id of Twilio or LiveKit was; without an id, what force deletes left behind",
  },
  report: { example: "report", does: "how the last seven days were, and what is open" },
};

/** What `/phone` can do; only what there is. */
export function helpMessage(): SlackMessage {
  const lines = PHONE_VERBS.map(usageLine);
  const note =
    "Digits alone are an id; a telephone number starts with + and its country code: either works wherever the other does. Long answers have pages: `/phone list 2`";
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
  const { example, does } = USAGE[verb];
  return `${code(`/phone ${example}`)}: ${does}`;
}
