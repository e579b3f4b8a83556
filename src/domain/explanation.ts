import { type Advice, adviceFor, adviceForReport } from "./advice.ts";
import { isCause } from "./cause.ts";
import { type ExternalResource, providerOf } from "./external-resource.ts";
import type { PhoneNumber } from "./phone-number.ts";

/** `words`: what the reason says beyond `why`, best the provider's own words about its code; null where it says no more. */
export interface Explanation extends Advice {
  providerCode: string | null;
  words: string | null;
}

/** Why a number is corrupted and what to do next, from its recorded cause and the resource that shows it best. */
export function explainCorruption(
  number: Pick<PhoneNumber, "corruptionCause" | "corruptionMessage" | "twilioAccountSid" | "livekitHost">,
  resources: readonly ExternalResource[],
): Explanation {
  const { corruptionCause, corruptionMessage } = number;
  if (!isCause(corruptionCause))
    return { ...adviceForReport(corruptionCause, corruptionMessage), providerCode: null, words: null };
  const witness = witnessOf(number, resources);
  if (witness) {
    const provider = providerOf(witness.kind);
    const account = provider === "twilio" ? number.twilioAccountSid : withoutScheme(number.livekitHost);
    const { providerCode } = witness;
    const advice = {
      ...adviceFor(corruptionCause, { provider, account, providerCode }),
      ...ownReason(witness),
    };
    return { ...advice, providerCode, words: wordsBeyond(advice.why, witness) };
  }
  // Nothing shows the cause any more: what was recorded at the time is all that is known of it.
  const advice = adviceFor(corruptionCause, { provider: "twilio", account: null, providerCode: null });
  const why = corruptionMessage ? sentence(corruptionMessage) : advice.why;
  return { ...advice, why, docsUrl: null, providerCode: null, words: null };
}

/** The reason behind the explanation where several resources give it, so that it need be said only once. */
export function commonReason(
  number: Pick<PhoneNumber, "corruptionCause">,
  resources: readonly ExternalResource[],
): string | null {
  const reason = witnessOf(number, resources)?.detail ?? "";
  const givenBy = resources.filter(({ detail }) => detail === reason).length;
  return reason !== "" && givenBy > 1 ? reason : null;
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
