import { type Advice, adviceFor, adviceForReport } from "./advice.ts";
import { isCause } from "./cause.ts";
import { type ExternalResource, isSettled, providerOf } from "./external-resource.ts";
import type { PhoneNumber } from "./phone-number.ts";

/** Why a number is corrupted and what to do next, from its recorded cause and the resource that shows it best. */
export function explainCorruption(
  number: Pick<PhoneNumber, "corruptionCause" | "corruptionMessage" | "twilioAccountSid" | "livekitHost">,
  resources: readonly ExternalResource[],
): Advice & { providerCode: string | null } {
  const { corruptionCause } = number;
  if (isCause(corruptionCause)) {
    const unsettled = resources.filter((resource) => !isSettled(resource));
    const witness = unsettled.find((resource) => resource.cause === corruptionCause) ?? unsettled[0];
    if (witness) {
      const provider = providerOf(witness.kind);
      const account = provider === "twilio" ? number.twilioAccountSid : number.livekitHost;
      const providerCode = witness.cause === corruptionCause ? witness.providerCode : null;
      return { ...adviceFor(corruptionCause, { provider, account, providerCode }), providerCode };
    }
  }
  return { ...adviceForReport(corruptionCause, number.corruptionMessage), providerCode: null };
}
