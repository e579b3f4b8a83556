import { type Advice, adviceFor, adviceForReport } from "./advice.ts";
import { type Cause, isCause } from "./cause.ts";
import { type ExternalResource, isSettled, providerOf } from "./external-resource.ts";
import type { PhoneNumber } from "./phone-number.ts";
import { KIND_WORDS } from "./resource-words.ts";

/** `words`: what the reason says beyond `why`, best the provider's own words about its code; null where it says no more. */
export interface Explanation extends Advice {
  providerCode: string | null;
  words: string | null;
}

type Corrupted = Pick<
  PhoneNumber,
  "corruptionCause" | "corruptionMessage" | "corruptedAt" | "twilioAccountSid" | "livekitHost"
>;

/** What a later look that got through has shown to be over. Looking at a thing does not show whether it may be removed. */
const ENDED_BY_A_LOOK: readonly Cause[] = [
  "credentials",
  "account_inactive",
  "rate_limited",
  "unavailable",
  "timeout",
];

const NOTHING_LEFT =
  "Nothing is left to clean up: Retry clean-up ends the normal deletion, Force delete removes the record.";
const SOME_LEFT =
  "Press Retry clean-up; or remove what is left by hand, press Check again, then Force delete.";

/** Why a number is corrupted and what to do next, from its recorded cause and the resource that shows it best. */
export function explainCorruption(number: Corrupted, resources: readonly ExternalResource[]): Explanation {
  const { corruptionCause, corruptionMessage } = number;
  const settled = resources.length > 0 && resources.every(isSettled);
  if (!isCause(corruptionCause)) {
    const advice = adviceForReport(corruptionCause, corruptionMessage);
    return { ...advice, ...(settled ? { next: NOTHING_LEFT } : {}), ...UNQUOTED };
  }
  const witness = witnessOf(number, resources);
  if (witness) return testimony(corruptionCause, witness, number, resources);
  // Nothing shows the cause any more: what was recorded at the time is all that is known of it.
  const recorded = adviceFor(corruptionCause, { provider: "twilio", account: null, providerCode: null });
  const said = corruptionMessage ? sentence(corruptionMessage) : recorded.why;
  const before = `When it failed: ${said}`;
  if (settled)
    return { ...UNQUOTED, docsUrl: null, why: `${before} By now nothing is left.`, next: NOTHING_LEFT };
  const later = resources.filter(({ checkedAt }) => isLater(checkedAt, number.corruptedAt));
  const stopped = later.find((resource) => resource.cause !== null && !isSettled(resource));
  if (stopped?.cause) {
    const now = testimony(stopped.cause, stopped, number, resources);
    return { ...now, why: `${before} Now: ${now.why}` };
  }
  if (later.length > 0 && ENDED_BY_A_LOOK.includes(corruptionCause))
    return { ...UNQUOTED, docsUrl: null, why: `${before} The last look got through.`, next: SOME_LEFT };
  return { ...recorded, ...UNQUOTED, docsUrl: null, why: said };
}

/**
 * The reason that the explanation tells whole, so that it need not be said at each resource: where several give it, and where
 * the explanation names the one thing that it is about.
 */
export function commonReason(
  number: Pick<PhoneNumber, "corruptionCause">,
  resources: readonly ExternalResource[],
): string | null {
  const witness = witnessOf(number, resources);
  const reason = witness?.detail ?? "";
  const givenBy = resources.filter(({ detail }) => detail === reason).length;
  return reason !== "" && (givenBy > 1 || witness?.cause === "in_use") ? reason : null;
}

const UNQUOTED = { providerCode: null, words: null } as const;

/** What one resource shows of a cause. */
function testimony(
  cause: Cause,
  witness: ExternalResource,
  { twilioAccountSid, livekitHost }: Corrupted,
  resources: readonly ExternalResource[],
): Explanation {
  const provider = providerOf(witness.kind);
  const account = provider === "twilio" ? twilioAccountSid : withoutScheme(livekitHost);
  const { providerCode } = witness;
  const advice = {
    ...adviceFor(cause, { provider, account, providerCode, thing: nameAmong(resources, witness) }),
    ...ownReason(witness),
  };
  return { ...advice, providerCode, words: wordsBeyond(advice.why, witness) };
}

/** "the credential list", with its id where the number has several. */
function nameAmong(resources: readonly ExternalResource[], { kind, sid }: ExternalResource): string {
  const alone = resources.filter((other) => other.kind === kind).length <= 1;
  return alone ? `the ${KIND_WORDS[kind]}` : `${KIND_WORDS[kind]} ${sid}`;
}

function isLater(checkedAt: Date | null, corruptedAt: Date | null): boolean {
  return checkedAt !== null && corruptedAt !== null && checkedAt > corruptedAt;
}

function witnessOf(
  { corruptionCause }: Pick<PhoneNumber, "corruptionCause">,
  resources: readonly ExternalResource[],
): ExternalResource | undefined {
  return resources.find(({ cause }) => cause !== null && cause === corruptionCause);
}

/** What providers answer stands in brackets at the end of a reason: "… (error 20003: Authenticate)". */
function wordsBeyond(why: string, { detail, providerCode }: ExternalResource): string | null {
  const answer = /\(((?:error|HTTP) .+|\w+)\)$/.exec(detail)?.[1];
  const words = answer ?? detail;
  if (words === "" || why.toLowerCase().includes(words.toLowerCase())) return null;
  if (words === `error ${providerCode}` || words === `HTTP ${providerCode}`) return null;
  const ofCode = `error ${providerCode}: `;
  return words.startsWith(ofCode) ? words.slice(ofCode.length) : words;
}

/** Where nobody was asked the reason is Lineman's own, and no provider must be blamed for it. */
function ownReason({ how, detail }: ExternalResource): Partial<Advice> {
  return how.startsWith("not asked") && detail !== "" ? { why: sentence(detail), docsUrl: null } : {};
}

/** People read a host; "wss://" tells them nothing. */
function withoutScheme(address: string | null): string | null {
  return address?.replace(/^[a-z]+:\/\//i, "") ?? null;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\.$/, "")}.`;
}
