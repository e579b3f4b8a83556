import type { Actor } from "../../domain/actor.ts";
import { explainCorruption } from "../../domain/explanation.ts";
import type { Incident } from "../../domain/incident.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { NumberWithResources } from "../../operations/operations.ts";
import { escaped, when } from "./mrkdwn.ts";
import { whyWords } from "./why-words.ts";
import { actorWords, capital, numberWords, stateCounts } from "./words.ts";

type Named = Pick<PhoneNumber, "id" | "phoneNumber">;

/** Everything that a normal delete says, in mrkdwn. */
export const deleteTexts = {
  loading: "Reading what this number owns…",

  whatHappens:
    "What nobody else uses is removed at Twilio and LiveKit, then the record. Whether others use it is looked at again before anything is removed; what they use stays. This is what is known now:",

  likeRetry:
    "This number is corrupted, so this is the same as *Retry clean-up*: only what is left is removed, then the record. Whether others use it is looked at again before; what they use stays. This is what is known now:",

  ownsNothing: "Nothing outside the database is recorded for this number: only the record is removed.",

  cannotBeUndone: "*This cannot be undone.* The number stops working for calls as soon as it begins.",

  deletingAlready: (id: number, by: Actor | null, since: Date | null) =>
    `Number ${id} is being deleted already: ${by === null ? "another program" : actorWords(by)} began it${since === null ? "" : ` ${when(since)}`}. \`/phone history ${id}\` shows how it ends.`,

  unknown: (id: number) =>
    `There is no phone number with id ${id} any more, so nothing was done. \`/phone history ${id}\` shows what became of it.`,

  changed: (id: number) =>
    `The record was changed while this window was open, so nothing was deleted. Look again, then decide: \`/phone delete ${id}\``,

  starting: "Checking that you may do this, and writing it down… Nothing is deleted yet.",

  started: (id: number) =>
    `Deleting… It is written down and goes on, also if you close this window. How it ends shows here. If it fails, the number is corrupted and the alert in the alert channel says what is left. \`/phone history ${id}\` shows it too.`,

  removed: ({ id, phoneNumber }: Named) =>
    `${numberWords(phoneNumber)} was deleted: everything it owned is proven gone, or kept because others use it, and the record is gone. \`/phone history ${id}\` shows what happened.`,

  failed: ({ number, resources }: NumberWithResources, incident: Incident | null) => {
    if (number.status !== "corrupted")
      return `${numberWords(number.phoneNumber)} was not deleted: the clean-up failed, and the number is ${number.status} now. \`/phone show ${number.id}\``;
    const explained = explainCorruption(number, resources);
    return [
      `*${numberWords(number.phoneNumber)} could not be deleted*, it is corrupted now. Resources: ${stateCounts(resources)}.`,
      `*Why:* ${whyWords(explained)}`,
      `*Next:* ${escaped(explained.next, 500)} ${capital(alertPlace(incident))} has the buttons for it. \`/phone show ${number.id}\``,
    ].join("\n");
  },

  overtaken: (id: number) =>
    `Another program changed or removed this number while it was being deleted. \`/phone history ${id}\` shows what became of it.`,

  stillUnderWay: (id: number) =>
    `The delete is still under way. It goes on by itself; \`/phone history ${id}\` shows how it ends. If it fails, the alert in the alert channel says what is left.`,
} as const;

function alertPlace(incident: Incident | null): string {
  const channel = incident?.alertChannel ?? "";
  return /^[CG][A-Z0-9]{2,20}$/.test(channel)
    ? `the alert in <#${channel}>`
    : "the alert in the alert channel";
}
