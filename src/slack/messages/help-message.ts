import { assertNever } from "../../domain/errors.ts";
import type { Fault, PhoneVerb } from "../commands/parse-phone-command.ts";
import { code, escaped } from "./mrkdwn.ts";
import { type SlackMessage, shortMessage } from "./slack-message.ts";
import { texts } from "./texts.ts";

const USAGE: Record<PhoneVerb, { arguments: string; does: string }> = {
  help: { arguments: "", does: "this list" },
  list: { arguments: " [corrupted|deleting|active] [page]", does: "phone numbers and how they are" },
  show: { arguments: " <id or +number>", does: "one number and everything it owns outside the database" },
  verify: { arguments: " <id or +number>", does: "look at every resource of a number now (on-call only)" },
  retry: {
    arguments: " <id or +number>",
    does: "clean up what is left of a corrupted number (on-call only)",
  },
  "force-delete": {
    arguments: " <id or +number>",
    does: "remove the record of a corrupted number, after a check of everything it owns (on-call only)",
  },
};

/** What `/phone` can do; only what there is. */
export function helpMessage(): SlackMessage {
  const lines = Object.keys(USAGE).map((verb) => usageLine(verb as PhoneVerb));
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
    case "unknown_id":
      return texts.unknownId(fault.typed);
    default:
      return assertNever(fault);
  }
}

function usageLine(verb: PhoneVerb): string {
  return `${code(`/phone ${verb}${USAGE[verb].arguments}`)}: ${USAGE[verb].does}`;
}
