import type { SidFinding } from "../../operations/answers.ts";
import type { LeftoverRecord } from "../../operations/ports/force-delete-store.ts";
import { code, escaped, when } from "./mrkdwn.ts";
import { actorWords, capital, KIND_WORDS, numberWords, STATE_WORD } from "./words.ts";

/** The words for states, and what people let stay knowingly. */
export const LEFTOVER_WORD: Record<LeftoverRecord["state"], string> = {
  ...STATE_WORD,
  accepted: "still there, accepted",
};

/** One leftover of the register: what and how it is, whose it was, who let it go. */
export function leftoverLine(leftover: LeftoverRecord): string {
  return `${heading(leftover)} · *${LEFTOVER_WORD[leftover.state]}*, ${lastLook(leftover)}\nof ${owner(leftover)} · ${letGo(leftover)}`;
}

/** What is known of one external id: who owns it and who owned it, at most `most` of each. */
export function sidLines({ sid, owners, leftovers, more }: SidFinding, most: number): string[] {
  if (owners.length === 0 && leftovers.length === 0)
    return [
      `${code(sid)} is not recorded: no number owns it, and no force delete left it behind. Whether it exists at Twilio or LiveKit was not looked at.${isWholeId(sid) ? "" : ` ${FORMS}`}`,
    ];
  const cut = more || owners.length > most || leftovers.length > most;
  return [
    ...owners.slice(0, most).map((one) => ownerLine(sid, one)),
    ...leftovers.slice(0, most).map((one) => wasLine(one)),
    ...(cut ? [`There are more numbers with ${code(sid)} than are named here.`] : []),
  ];
}

/** What ids look like (domain/sid.ts), for people. */
export const FORMS =
  "A Twilio id is two letters (`TK`, `CL`, `AL`, `NY`, `OU`, `PN`) and 32 hex digits, a LiveKit id begins with `ST_` or `SDR_`.";

function isWholeId(sid: string): boolean {
  return /^([A-Z]{2}[0-9a-fA-F]{32}|(ST|SDR)_[0-9A-Za-z_-]{1,64})$/.test(sid);
}

function ownerLine(sid: string, { number, resources }: SidFinding["owners"][number]): string {
  const resource = resources.find((candidate) => candidate.sid === sid);
  const what = resource === undefined ? code(sid) : heading(resource);
  const state =
    resource === undefined
      ? ""
      : ` · *${STATE_WORD[resource.state]}*, ${resource.checkedAt === null ? "not checked yet" : `checked ${when(resource.checkedAt)}`}`;
  return `${what} belongs to ${numberWords(number.phoneNumber)} · ${escaped(number.label, 60)} · id ${number.id} · *${number.status}*${state}\n\`/phone show ${number.id}\``;
}

function wasLine(leftover: LeftoverRecord): string {
  const { kind, sid, phoneNumberId, detail, reason } = leftover;
  const why = reason === null ? "no reason given" : `Reason: ${escaped(reason, 300)}`;
  const said = detail === "" ? "" : ` (${escaped(detail, 160)})`;
  return [
    `${code(sid)} was the *${KIND_WORDS[kind]}* of ${owner(leftover)}`,
    `*${LEFTOVER_WORD[leftover.state]}*${said}, ${lastLook(leftover)} · ${letGo(leftover)}`,
    `${why} · \`/phone history ${phoneNumberId}\``,
  ].join("\n");
}

function heading({ kind, sid }: Pick<LeftoverRecord, "kind" | "sid">): string {
  return `*${capital(KIND_WORDS[kind])}* ${code(sid)}`;
}

function owner({ phoneNumber, label, phoneNumberId }: LeftoverRecord): string {
  return `${numberWords(phoneNumber)} · ${escaped(label, 60)} · id ${phoneNumberId}`;
}

function letGo({ letGoBy, letGoAt }: LeftoverRecord): string {
  return `let go by ${actorWords(letGoBy)} ${when(letGoAt)}`;
}

function lastLook({ checkedAt }: LeftoverRecord): string {
  return checkedAt === null ? "never looked at" : `last look ${when(checkedAt)}`;
}
