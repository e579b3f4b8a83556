import {
  type ExternalResource,
  isSeenThere,
  isSettled,
  isTickedSinceLook,
} from "../../domain/external-resource.ts";
import { newsOf } from "../../domain/news.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { ConsoleLinks } from "./console-links.ts";
import { code, escaped, mentionUser, when } from "./mrkdwn.ts";
import { nameSome, shorten } from "./shorten.ts";
import { capital, KIND_WORDS, STATE_WORD } from "./words.ts";

type Account = Pick<
  PhoneNumber,
  "twilioAccountSid" | "twilioRegion" | "livekitHost" | "supportsOutbound"
> | null;

/** A reason longer than this is no longer read at a glance. */
const LONGEST_REASON = 240;
/** So much of it may be the names of who shares a resource. */
const LONGEST_NAMES = 160;

/** `said`: a reason that stands above already, and is not repeated. `underWay`: Lineman works on it, so nobody else should. */
interface Showing {
  said?: string | null;
  underWay?: boolean;
}

/** One resource: what it is and what is known, in one line where it is settled; else what remains to do and where, too. */
export function resourceLines(
  resource: ExternalResource,
  account: Account,
  consoleLinks: ConsoleLinks,
  { said = null, underWay = false }: Showing = {},
): string {
  const head = heading(resource);
  const state = stateLine(resource, account, said);
  if (isSettled(resource)) return `${head} · ${state}`;
  const last = [consoleLinks(resource, account), remainingStep(resource)].filter((part) => part !== null);
  return [head, state, ...(underWay || last.length === 0 ? [] : [last.join(" · ")])].join("\n");
}

/** "*SIP trunk* `TK…`", with the whole id. */
function heading(resource: Pick<ExternalResource, "kind" | "sid">): string {
  return `*${capital(KIND_WORDS[resource.kind])}* ${code(resource.sid)}`;
}

/** "*cannot tell* · checked today 03:12 · Twilio did not answer in 10 s · ticked by @x". */
function stateLine(resource: ExternalResource, account: Account, said: string | null): string {
  const why = resource.detail === said ? "" : reason(resource, account);
  return [...known(resource), why, tick(resource)].filter((part) => part !== "").join(" · ");
}

function known({ removedAt, state, checkedAt }: ExternalResource): string[] {
  const word = `*${STATE_WORD[state]}*`;
  if (state === "gone" && removedAt !== null) return [word, `removed by Lineman ${when(removedAt)}`];
  if (checkedAt !== null) return [word, `checked ${when(checkedAt)}`];
  return state === "unknown" ? ["*not checked yet*"] : [word, "not checked yet"];
}

/** Why it is so, or what else there is to know; never cut in the middle of a name. The evidence is left to `/phone show`. */
function reason(resource: ExternalResource, account: Account): string {
  const { sharedWith } = resource;
  const all = sharedWith.join(", ");
  const news = newsOf(resource, account);
  const words = all === "" ? news : news.replace(all, () => nameSome(sharedWith, LONGEST_NAMES));
  return words === "" ? "" : escaped(shorten(words, LONGEST_REASON), 2 * LONGEST_REASON);
}

function tick({ tickedBy, tickedAt }: ExternalResource): string {
  if (tickedBy === null) return "";
  return `ticked by ${mentionUser(tickedBy)}${tickedAt === null ? "" : ` ${when(tickedAt)}`}`;
}

/** Null before the first look: nobody should start removing what may be gone already. */
function remainingStep(resource: ExternalResource): string | null {
  if (resource.checkedAt === null) return null;
  if (isTickedSinceLook(resource)) return "to do: Check again, it was ticked since the last look";
  const isTicked = resource.tickedBy !== null;
  if (!isSeenThere(resource))
    return isTicked ? "nothing to do, if the tick is right" : "to do by hand: remove it, then tick it";
  return `to do: ${removal(resource)}${isTicked ? " (it was ticked, but it is still there)" : ""}`;
}

/** What others use, or may use, is not simply removed. */
function removal({ state, sharedWith }: ExternalResource): string {
  if (sharedWith.length > 0) return "take this number off it, others use it";
  return state === "unknown" ? "see there whether others use it; remove it if nobody does" : "remove it";
}
