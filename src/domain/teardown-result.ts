import type { Cause } from "./cause.ts";
import { type ExternalResource, isSeenThere, resourceKey } from "./external-resource.ts";
import type { TeardownStep } from "./teardown-plan.ts";

/** How a step ended, as far as the resource is concerned. */
export interface StepVerdict {
  outcome: "removed" | "already_gone" | "failed" | "skipped";
  cause: Cause | null;
  detail: string;
  providerCode: string | null;
}

/**
 * The resource after its teardown, from the look that followed and from how its own step ended: a resource that is gone
 * and that Lineman removed says so; one that is still there says why it could not be removed.
 */
export function resourceAfterTeardown(
  seen: ExternalResource,
  steps: readonly TeardownStep[],
  verdicts: ReadonlyMap<string, StepVerdict>,
  now: Date,
): ExternalResource {
  const own = steps.find(
    (step) =>
      resourceKey(step.ref) === resourceKey(seen) &&
      (step.action === "remove" || step.action === "detach_number"),
  );
  const verdict = own ? verdicts.get(own.id) : undefined;
  if (!own || !verdict) return seen;
  if (verdict.outcome === "removed" && own.action === "remove" && seen.state === "gone")
    return { ...seen, removedAt: now };
  const done = verdict.outcome === "removed" || verdict.outcome === "already_gone";
  if (done && own.action === "remove" && isSeenThere(seen))
    return {
      ...seen,
      state: "present",
      cause: "unexpected",
      detail: `it was removed (${verdict.detail}), but is still shown`,
    };
  const failed = verdict.outcome === "failed" || verdict.outcome === "skipped";
  if (failed && seen.state === "present")
    return {
      ...seen,
      cause: verdict.cause,
      detail: `could not be removed: ${verdict.detail}`,
      providerCode: verdict.providerCode,
    };
  return seen;
}
