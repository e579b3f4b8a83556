import type { Deps } from "../deps.ts";
import type { HeldRun } from "./held-run.ts";
import { settleOvertaken } from "./settle-overtaken.ts";

/**
 * Ends a run that was taken up again and has nothing left to tear down: another program changed or removed the number meanwhile.
 * What the process that died had removed by then nobody knows: people are told, and it is looked at.
 */
export async function endOvertaken(deps: Pick<Deps, "database" | "clock">, held: HeldRun): Promise<void> {
  const { id, phoneNumberId } = held.run;
  await deps.database.transaction(async (tx) => {
    const at = deps.clock.now();
    const now = await tx.numbers.lock(phoneNumberId);
    if (!(await tx.teardowns.finish(id, held.owner, at, "overtaken"))) return;
    const resources = await tx.resources.of(phoneNumberId);
    await settleOvertaken(tx, { held, now, resources, at });
    if (now !== null) await tx.enqueue({ name: "verify_number", numberId: phoneNumberId });
  });
}
