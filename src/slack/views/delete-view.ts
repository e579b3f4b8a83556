import type { ModalView } from "@slack/types";
import { type ExternalResource, isSettled } from "../../domain/external-resource.ts";
import type { NumberWithResources, Operations } from "../../operations/operations.ts";
import type { ViewId } from "../ids.ts";
import { deleteTexts } from "../messages/delete-texts.ts";
import { code, escaped, when } from "../messages/mrkdwn.ts";
import { section, sections } from "../messages/slack-message.ts";
import { capital, KIND_WORDS, numberWords, STATE_WORD } from "../messages/words.ts";
import { modalView, noticeView } from "./modal.ts";

const TITLE = "Delete phone number";
const CALLBACK: ViewId = "delete_number";

/** Resources that are shown one by one. */
const MOST_SHOWN = 40;

type Shown = Awaited<ReturnType<Operations["showNumber"]>>;

/** Shown at once, until the number is read. */
export function loadingDeleteView(): ModalView {
  return noticeView(TITLE, deleteTexts.loading);
}

/** Says why nothing is deleted, how far it is, or how it ended. Nothing can be submitted. */
export function deleteNotice(...paragraphs: readonly string[]): ModalView {
  return noticeView(TITLE, ...paragraphs);
}

/** What will be removed and what will not, and the button that does it. */
export function deleteView({ number, resources, run }: Shown): ModalView {
  if (number.status === "deleting")
    return deleteNotice(
      deleteTexts.deletingAlready(number.id, run?.requestedBy ?? null, run?.requestedAt ?? null),
    );
  const shown = resources.slice(0, MOST_SHOWN).map(resourceLine);
  const left = resources.length - shown.length;
  return modalView(
    TITLE,
    [
      section(
        `*${numberWords(number.phoneNumber)}* · ${escaped(number.label, 200)} · id ${number.id} · *${number.status}*`,
      ),
      section(number.status === "corrupted" ? deleteTexts.likeRetry : deleteTexts.whatHappens),
      ...(resources.length === 0 ? [section(deleteTexts.ownsNothing)] : sections(shown, "\n\n")),
      ...(left > 0 ? [section(`+${left} more: \`/phone show ${number.id}\``)] : []),
      section(deleteTexts.cannotBeUndone),
    ],
    {
      callbackId: CALLBACK,
      submit: "Delete",
      close: "Cancel",
      privateMetadata: `${number.id}:${number.version}`,
    },
  );
}

/** Which number the window was about, and how it stood then; null where the text is not ours. */
export function parseDeleteRef(privateMetadata: string): { numberId: number; version: number } | null {
  const match = /^(\d{1,10}):(\d{1,10})$/.exec(privateMetadata);
  return match === null ? null : { numberId: Number(match[1]), version: Number(match[2]) };
}

/** "*SIP trunk* `TK…`: will be removed · still there, checked today". */
function resourceLine(resource: NumberWithResources["resources"][number]): string {
  const { kind, sid, state, checkedAt } = resource;
  const looked = checkedAt === null ? "not checked yet" : `${STATE_WORD[state]}, checked ${when(checkedAt)}`;
  return `*${capital(KIND_WORDS[kind])}* ${code(sid)}: *${fate(resource)}* · ${looked}${others(resource)}`;
}

function fate({ state, ownership, sharedWith }: ExternalResource): string {
  if (state === "gone") return "gone already";
  if (isSettled({ state }) || sharedWith.length > 0) return "stays, others use it";
  return ownership === "unproven" ? "left alone, its trunk does not carry this number" : "will be removed";
}

/** Who shares it, as far as is known. */
function others({ sharedWith }: ExternalResource): string {
  if (sharedWith.length === 0) return "";
  const more = sharedWith.length > 3 ? ` and ${sharedWith.length - 3} more` : "";
  return ` · used by ${sharedWith
    .slice(0, 3)
    .map((who) => escaped(who, 60))
    .join(", ")}${more}`;
}
