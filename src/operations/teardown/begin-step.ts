import type { TeardownStep } from "../../domain/teardown-plan.ts";
import type { Deps } from "../deps.ts";
import type { HeldRun } from "./held-run.ts";

/**
 * Writes a step down before its call; its id. Where another number has come to record what is to be removed, nothing is begun:
 * who does. Under the lock that an import takes, so that one of the two sees the other.
 */
export async function beginStep(
  deps: Pick<Deps, "database" | "clock">,
  { run }: HeldRun,
  { action, ref }: TeardownStep,
): Promise<{ stepId: number } | { recordedBy: string[] }> {
  return deps.database.transaction(async (tx) => {
    if (action === "remove") {
      await tx.numbers.lockResource(ref);
      const recordedBy = await tx.numbers.recordersOf(ref.kind, ref.sid, run.phoneNumberId);
      if (recordedBy.length > 0) return { recordedBy };
    }
    return { stepId: await tx.teardowns.begin(run.id, { action, ref, at: deps.clock.now() }) };
  });
}
