import type { ModalView } from "@slack/types";
import { explainCorruption } from "../../domain/explanation.ts";
import type { PhoneNumberFinding, SidFinding } from "../../operations/answers.ts";
import { FORMS, sidLines } from "../messages/leftover-lines.ts";
import { code, escaped, when } from "../messages/mrkdwn.ts";
import { section, sections } from "../messages/slack-message.ts";
import { whyWords } from "../messages/why-words.ts";
import { numberWords } from "../messages/words.ts";
import { modalView, noticeView } from "./modal.ts";

const TITLE = "Phone number look-up";

/** Numbers and ids of one message that are looked up. */
export const MOST_LOOKED_UP = 10;
/** Numbers named for one id: a window with ten ids must stay readable. */
const MOST_NAMED = 3;

/** Shown at once, until everything is read. */
export function loadingLookUpView(): ModalView {
  return noticeView(TITLE, "Looking up what this message names…");
}

/** Says why nothing is shown. */
export function lookUpNotice(text: string): ModalView {
  return noticeView(TITLE, text);
}

/** What is known of the numbers and ids of a message; `left` more of them were not looked up. */
export function lookUpView(
  found: { phoneNumbers: readonly PhoneNumberFinding[]; sids: readonly SidFinding[] },
  left: number,
): ModalView {
  const lines = [
    ...found.phoneNumbers.map(numberLine),
    ...found.sids.flatMap((finding) => sidLines(finding, MOST_NAMED)),
  ];
  if (lines.length === 0) return lookUpNotice(NOTHING);
  const more = `The message names ${left} more; only the first ${MOST_LOOKED_UP} were looked up.`;
  return modalView(TITLE, [...sections(lines, "\n\n"), ...(left > 0 ? [section(more)] : [])]);
}

const NOTHING = `This message names nothing that Lineman looks after. It looks for telephone numbers with + and country code (\`+14155551234\`) and for ids of Twilio and LiveKit. ${FORMS}`;

function numberLine({ phoneNumber, recorded, formerIds }: PhoneNumberFinding): string {
  const former = formerIds.map((id) => `\`/phone history ${id}\``).join(", ");
  const before = former === "" ? "" : `\nIt was recorded before: ${former}`;
  if (recorded === null)
    return `${code(phoneNumber, 40)} is not recorded${former === "" ? ", and was not before as far as Lineman knows." : " any more."}${before}`;
  const { number } = recorded;
  const since =
    number.status === "corrupted" && number.corruptedAt !== null ? ` since ${when(number.corruptedAt)}` : "";
  const title = `*${numberWords(number.phoneNumber)}* · ${escaped(number.label, 200)} · id ${number.id} · *${number.status}*${since}`;
  return [title, ...corruption(recorded), `\`/phone show ${number.id}\``].join("\n") + before;
}

function corruption({ number, resources }: NonNullable<PhoneNumberFinding["recorded"]>): string[] {
  if (number.status !== "corrupted") return [];
  const explained = explainCorruption(number, resources);
  return [`*Why:* ${whyWords(explained)}`, `*Next:* ${escaped(explained.next, 300)}`];
}
