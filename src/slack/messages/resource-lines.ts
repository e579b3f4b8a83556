import { type ExternalResource, isSettled } from "../../domain/external-resource.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { consoleLink } from "./console-links.ts";
import { code, escaped, mentionUser, when } from "./mrkdwn.ts";
import { capital, KIND_WORDS, STATE_WORD } from "./words.ts";

type Account = Pick<PhoneNumber, "twilioRegion" | "livekitHost"> | null;

/** One resource in three short lines: what it is, what is known, what remains to do and where. */
export function resourceLines(resource: ExternalResource, account: Account): string {
  const lines = [heading(resource), stateLine(resource)];
  const step = remainingStep(resource);
  if (step !== null) {
    const place = consoleLink(resource, account);
    lines.push(place === null ? step : `${step} · ${place}`);
  }
  return lines.join("\n");
}

/** "*SIP trunk* `TK…`", with the whole id. */
export function heading(resource: Pick<ExternalResource, "kind" | "sid">): string {
  return `*${capital(KIND_WORDS[resource.kind])}* ${code(resource.sid)}`;
}

/** "*cannot tell* · checked today 03:12 · Twilio did not answer in 10 s · ticked by @x". */
export function stateLine(resource: ExternalResource): string {
  return [`*${STATE_WORD[resource.state]}*`, known(resource), reason(resource), tick(resource)]
    .filter((part) => part !== "")
    .join(" · ");
}

function known({ removedAt, state, checkedAt }: ExternalResource): string {
  if (state === "gone" && removedAt !== null) return `removed by Lineman ${when(removedAt)}`;
  return checkedAt === null ? "not checked yet" : `checked ${when(checkedAt)}`;
}

/** Evidence of `gone` is left to `/phone show`; everything else says why. */
function reason({ state, detail }: ExternalResource): string {
  return state === "gone" || detail === "" ? "" : escaped(detail, 160);
}

function tick({ tickedBy, tickedAt }: ExternalResource): string {
  if (tickedBy === null) return "";
  return `ticked by ${mentionUser(tickedBy)}${tickedAt === null ? "" : ` ${when(tickedAt)}`}`;
}

function remainingStep(resource: ExternalResource): string | null {
  if (isSettled(resource)) return null;
  if (resource.state === "present")
    return resource.tickedBy === null
      ? "To do: remove it"
      : "To do: it was ticked, but it is still there; remove it";
  return resource.tickedBy === null
    ? "To do: look there, remove it if you find it, then tick it"
    : "To do: nothing, unless it is still there";
}
