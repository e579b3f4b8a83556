import { type ExternalResource, isSeenThere, isSettled } from "../../domain/external-resource.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { consoleLink } from "./console-links.ts";
import { code, escaped, mentionUser, when } from "./mrkdwn.ts";
import { capital, KIND_WORDS, STATE_WORD } from "./words.ts";

type Account = Pick<PhoneNumber, "twilioRegion" | "livekitHost"> | null;

/**
 * One resource in three short lines: what it is, what is known, what remains to do and where. `said`: a reason that stands
 * above already, and is not repeated for each resource.
 */
export function resourceLines(
  resource: ExternalResource,
  account: Account,
  said: string | null = null,
): string {
  const lines = [heading(resource), stateLine(resource, said)];
  if (!isSettled(resource)) {
    const last = [remainingStep(resource), consoleLink(resource, account)].filter((part) => part !== null);
    if (last.length > 0) lines.push(last.join(" · "));
  }
  return lines.join("\n");
}

/** "*SIP trunk* `TK…`", with the whole id. */
function heading(resource: Pick<ExternalResource, "kind" | "sid">): string {
  return `*${capital(KIND_WORDS[resource.kind])}* ${code(resource.sid)}`;
}

/** "*cannot tell* · checked today 03:12 · Twilio did not answer in 10 s · ticked by @x". */
function stateLine(resource: ExternalResource, said: string | null): string {
  const why = resource.detail === said ? "" : reason(resource);
  return [`*${STATE_WORD[resource.state]}*`, known(resource), why, tick(resource)]
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

/** Null before the first look: nobody should start removing what may be gone already. */
function remainingStep(resource: ExternalResource): string | null {
  const { tickedBy, checkedAt } = resource;
  if (checkedAt === null) return null;
  if (!isSeenThere(resource))
    return tickedBy === null ? "To do: remove it there, then tick it" : "Nothing to do, if the tick is right";
  return tickedBy === null
    ? `To do: ${removal(resource)}`
    : `To do: ${removal(resource)} (it was ticked, but it is still there)`;
}

/** What others use, or may use, is not simply removed. */
function removal({ state, sharedWith }: ExternalResource): string {
  if (sharedWith.length > 0) return "take this number off it, others use it";
  return state === "unknown" ? "see there whether others use it; remove it if nobody does" : "remove it";
}
