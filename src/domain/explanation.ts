import { type Advice, adviceFor, adviceForReport } from "./advice.ts";
import { isCause } from "./cause.ts";
import { type ExternalResource, providerOf } from "./external-resource.ts";
import type { PhoneNumber } from "./phone-number.ts";

/** Why a number is corrupted and what to do next, from its recorded cause and the resource that shows it best. */
export function explainCorruption(
  number: Pick<PhoneNumber, "corruptionCause" | "corruptionMessage" | "twilioAccountSid" | "livekitHost">,
  resources: readonly ExternalResource[],
): Advice & { providerCode: string | null } {
  const { corruptionCause, corruptionMessage } = number;
  if (!isCause(corruptionCause))
    return { ...adviceForReport(corruptionCause, corruptionMessage), providerCode: null };
  const witness = resources.find((resource) => resource.cause === corruptionCause);
  if (witness) {
    const provider = providerOf(witness.kind);
    const account = provider === "twilio" ? number.twilioAccountSid : withoutScheme(number.livekitHost);
    const { providerCode } = witness;
    const advice = adviceFor(corruptionCause, { provider, account, providerCode });
    return { ...advice, ...ownReason(witness), providerCode };
  }
  // Nothing shows the cause any more: what was recorded at the time is all that is known of it.
  const advice = adviceFor(corruptionCause, { provider: "twilio", account: null, providerCode: null });
  const why = corruptionMessage ? sentence(corruptionMessage) : advice.why;
  return { ...advice, why, docsUrl: null, providerCode: null };
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
