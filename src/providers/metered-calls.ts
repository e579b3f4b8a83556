import type { Cause, Provider } from "../domain/cause.ts";
import { ProviderError } from "../domain/errors.ts";
import type { Meter } from "../operations/ports/meter.ts";

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
        const tell = (outcome: "ok" | Cause) =>
          meter.providerCalled({ provider, call: name, outcome, tookMs: performance.now() - begunAt });
        try {
          const answer: unknown = await Reflect.apply(member, target, args);
          tell(outcomeOf(answer));
          return answer;
        } catch (error) {
          tell(error instanceof ProviderError ? error.kind : "unexpected");
          throw error;
        }
      };
    },
  });
}

/** Looks and scans do not throw: what they could not see stands in their answer (ports/providers.ts). */
function outcomeOf(answer: unknown): "ok" | Cause {
  if (answer instanceof Map) {
    const error = [...answer.values()].find((finding) => finding?.seen instanceof ProviderError)?.seen;
    return error === undefined ? "ok" : error.kind;
  }
  if (typeof answer === "object" && answer !== null && "gaps" in answer && Array.isArray(answer.gaps))
    return answer.gaps[0]?.cause ?? "ok";
  return "ok";
}
