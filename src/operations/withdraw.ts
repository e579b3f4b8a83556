import { resourceMade } from "../domain/provisioned-resource.ts";
import type { TeardownStep } from "../domain/teardown-plan.ts";
import type { Deps } from "./deps.ts";
import type { TelephonyAccess } from "./ports/providers.ts";
import type { Creation, Made } from "./ports/provisioning.ts";
import { askUntilSure } from "./provisioning/ask-until-sure.ts";
import { isAtRealtime } from "./provisioning/maker.ts";
import { LOOK_BUDGET_MS, startBudget } from "./time-budget.ts";

/**
 * Removes what was made a moment ago by a process that had lost its lease without knowing. What hangs on something else needs
 * nothing: that was taken down, or will be. Throws ProviderError.
 */
export async function withdraw(
  deps: Pick<Deps, "telephony" | "realtime" | "clock" | "ids">,
  { access, phoneNumber }: { access: TelephonyAccess; phoneNumber: string },
  { step, parentSid }: Creation,
  made: Made,
): Promise<void> {
  const ref = resourceMade(step.action, made.sid, parentSid);
  if (ref === null || ref.parentSid !== null) return;
  const removal: TeardownStep = {
    id: `withdraw ${made.sid}`,
    action: "remove",
    ref,
    trunkSid: null,
    after: [],
  };
  const budget = startBudget(deps.clock, LOOK_BUDGET_MS);
  await askUntilSure(deps, budget, () =>
    isAtRealtime(step.action)
      ? deps.realtime.perform(removal, phoneNumber, budget.call())
      : deps.telephony.perform(access, removal, budget.call()),
  );
}
