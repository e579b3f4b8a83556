import type { Provider } from "../domain/cause.ts";
import { ProviderError } from "../domain/errors.ts";
import type { CallOutcome, Meter } from "../operations/ports/meter.ts";
import { LivekitNotFound } from "./livekit/livekit-error.ts";
import { TwilioNotFound } from "./twilio/twilio-error.ts";

/** The same provider, telling the meter how long each of its calls took and what it brought. Answers and throws as before. */
export function meteredCalls<P extends object>(
  side: P,
  provider: Provider,
  meter: Pick<Meter, "providerCalled">,
): P {
  return new Proxy(side, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function" || typeof name !== "string") return member;
      return async (...args: unknown[]) => {
        const begunAt = performance.now();
        const tell = (outcome: CallOutcome) =>
          meter.providerCalled({ provider, call: name, outcome, tookMs: performance.now() - begunAt });
        try {
          const answer: unknown = await Reflect.apply(member, target, args);
          tell(outcomeOf(answer));
          return answer;
        } catch (error) {
          tell(failureOf(error));
          throw error;
        }
      };
    },
  });
}

/** An absence has no cause of its own (ProviderError has to name one), and is no surprise: whatever was removed is absent. */
function failureOf(error: unknown): CallOutcome {
  if (error instanceof TwilioNotFound || error instanceof LivekitNotFound) return "not_found";
  return error instanceof ProviderError ? error.kind : "unexpected";
}

/** Looks and scans do not throw: what they could not see stands in their answer (ports/providers.ts). */
function outcomeOf(answer: unknown): CallOutcome {
  if (answer instanceof Map) {
    const error = [...answer.values()].find((finding) => finding?.seen instanceof ProviderError)?.seen;
    return error === undefined ? "ok" : error.kind;
  }
  if (typeof answer === "object" && answer !== null && "gaps" in answer && Array.isArray(answer.gaps))
    return answer.gaps[0]?.cause ?? "ok";
  return "ok";
}
