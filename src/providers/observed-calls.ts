import { ProviderError } from "../domain/errors.ts";
import type { RealtimeFinding, RealtimeProvider, TelephonyProvider } from "../operations/ports/providers.ts";
import type { ConnectionRecord } from "./connection-record.ts";

/* The providers' door: what calls bring tells how the connection is, without one more call. */

type Outcome = { answer: unknown } | { error: unknown };
type Tell = (method: string, args: readonly unknown[], outcome: Outcome) => void;

/** Records what calls to the carrier bring. Rejected credentials say something of Twilio only where they are the installation's. */
export function observedTelephony<P extends TelephonyProvider>(
  provider: P,
  record: Pick<ConnectionRecord, "succeeded" | "failed">,
  installationSid: string | null,
): P {
  return observed(provider, (method, [access], outcome) => {
    // A scan does not throw: what it could not see is a gap of its own.
    if (method === "scanAccount") return;
    const isOurs = isAccess(access) && access.accountSid === installationSid;
    if ("error" in outcome) record.failed(outcome.error, isOurs);
    else record.succeeded();
  });
}

/** Records what calls to the one LiveKit project bring. */
export function observedRealtime<P extends RealtimeProvider>(
  provider: P,
  record: Pick<ConnectionRecord, "succeeded" | "failed">,
): P {
  return observed(provider, (method, _args, outcome) => {
    if ("error" in outcome) return record.failed(outcome.error, true);
    if (method !== "look") return record.succeeded();
    // A look does not throw: each finding is what the lists told, or why they did not.
    const findings = [...(outcome.answer as Map<string, RealtimeFinding>).values()];
    const error = findings.find(({ seen }) => seen instanceof ProviderError)?.seen;
    if (error !== undefined) record.failed(error, true);
    else if (findings.length > 0) record.succeeded();
  });
}

function isAccess(value: unknown): value is { accountSid: string } {
  return typeof value === "object" && value !== null && "accountSid" in value;
}

/** The same object, whose methods tell what they brought; they answer and throw as before. */
function observed<P extends object>(provider: P, tell: Tell): P {
  return new Proxy(provider, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function" || typeof name !== "string") return member;
      return async (...args: unknown[]) => {
        try {
          const answer: unknown = await Reflect.apply(member, target, args);
          tell(name, args, { answer });
          return answer;
        } catch (error) {
          tell(name, args, { error });
          throw error;
        }
      };
    },
  });
}
