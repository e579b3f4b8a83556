import { isTransient } from "../../domain/cause.ts";
import { ProviderError } from "../../domain/errors.ts";
import { providerOf } from "../../domain/external-resource.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { TeardownStep } from "../../domain/teardown-plan.ts";
import type { Deps } from "../deps.ts";
import type { RemovalAnswer, TelephonyAccess } from "../ports/providers.ts";
import type { StepResult } from "../ports/teardown-journal.ts";
import type { TimeBudget } from "../time-budget.ts";
import { beginStep } from "./begin-step.ts";
import type { HeldRun } from "./held-run.ts";

type PerformDeps = Pick<Deps, "database" | "telephony" | "realtime" | "clock" | "ids">;

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 4_000;

/** What the steps of one teardown have in common. `access` is null where the number has no Twilio credentials. */
export interface TeardownContext {
  held: HeldRun;
  number: PhoneNumber;
  access: TelephonyAccess | null;
  budget: TimeBudget;
}

/** Carries out a plan step by step, each journalled before its call. By step id; a step whose premise failed is skipped. */
export async function performTeardown(
  deps: PerformDeps,
  context: TeardownContext,
  steps: readonly TeardownStep[],
): Promise<Map<string, StepResult>> {
  const results = new Map<string, StepResult>();
  const succeeded = (id: string) => {
    const outcome = results.get(id)?.outcome;
    return outcome === "removed" || outcome === "already_gone";
  };
  const resultOf = async (step: TeardownStep, obstacle: string | undefined): Promise<StepResult> => {
    if (obstacle !== undefined) return skipped(results.get(obstacle));
    if (!(await mayGoOn(context))) return OUT_OF_TIME;
    return performStep(deps, context, step);
  };
  for (const step of steps) {
    const obstacle = step.after.find((id) => !succeeded(id));
    results.set(step.id, await resultOf(step, obstacle));
  }
  return results;
}

/** Asked right before every call that changes something. */
async function mayGoOn({ budget, held }: TeardownContext): Promise<boolean> {
  return budget.allows(0) && (await held.keep());
}

/** The budget is used up, or another try has taken the run over: whoever goes on with it does this step. */
const OUT_OF_TIME: StepResult = {
  outcome: "skipped",
  cause: "timeout",
  detail: "not tried, because the time for this clean-up was used up",
  providerCode: null,
  requestId: null,
};

function skipped(obstacle: StepResult | undefined): StepResult {
  return {
    outcome: "skipped",
    cause: obstacle?.cause ?? "unexpected",
    detail:
      obstacle?.outcome === "skipped"
        ? obstacle.detail
        : `not tried, because an earlier step failed: ${obstacle?.detail ?? "no answer"}`,
    providerCode: obstacle?.providerCode ?? null,
    requestId: null,
  };
}

async function performStep(
  deps: PerformDeps,
  context: TeardownContext,
  step: TeardownStep,
): Promise<StepResult> {
  const begun = await beginStep(deps, context.held, step);
  if ("recordedBy" in begun) return leftToOthers(begun.recordedBy);
  const result = await tryUntilSure(deps, context, step);
  await deps.database.teardowns.complete(begun.stepId, deps.clock.now(), result);
  return result;
}

/** The next look finds it shared. */
function leftToOthers(numbers: readonly string[]): StepResult {
  return {
    outcome: "failed",
    cause: "conflict",
    detail: `${numbers.join(", ")} records it as well since a moment ago, so it was left there`,
    providerCode: null,
    requestId: null,
  };
}

/**
 * Repeats a step whose failure passes by itself, inside the budget. Repeating is safe: an answer lost after the effect
 * shows as "already gone" on the next try (telephony.md 1.4).
 */
async function tryUntilSure(
  deps: PerformDeps,
  context: TeardownContext,
  step: TeardownStep,
): Promise<StepResult> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { answer, how, requestId } = await call(deps, context, step);
      return { outcome: answer, cause: null, detail: how, providerCode: null, requestId };
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // A provider that asks to come back at once is still given a breath.
      const pauseMs = Math.max(error.retryAfterMs ?? 0, pauseBefore(attempt, deps.ids.random()));
      if (!isTransient(error.kind) || !context.budget.allows(pauseMs)) return failed(error);
      await deps.clock.sleep(pauseMs);
      // A process that was suspended in the pause must not act beside whoever has taken the run over.
      if (!(await mayGoOn(context))) return failed(error);
    }
  }
}

/** Full jitter between half and all of an exponentially growing pause. */
function pauseBefore(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return ceiling / 2 + (ceiling / 2) * random;
}

function failed(error: ProviderError): StepResult {
  const { kind, message, providerCode, requestId } = error;
  return { outcome: "failed", cause: kind, detail: message, providerCode, requestId };
}

function call(deps: PerformDeps, context: TeardownContext, step: TeardownStep): Promise<RemovalAnswer> {
  const limits = context.budget.call();
  if (providerOf(step.ref.kind) === "livekit")
    return deps.realtime.perform(step, context.number.phoneNumber, limits);
  if (context.access === null)
    throw new ProviderError({
      provider: "twilio",
      kind: "credentials",
      message: "no Twilio credentials are recorded",
    });
  return deps.telephony.perform(context.access, step, limits);
}
