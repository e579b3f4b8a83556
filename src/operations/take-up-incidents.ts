import { type Incident, RESOLVED_ELSEWHERE } from "../domain/incident.ts";
import { statusesBefore } from "../domain/number-lifecycle.ts";
import { endWhatPassed } from "./alerting/end-what-passed.ts";
import { raiseAlert } from "./alerting/raise-alert.ts";
import type { Deps } from "./deps.ts";
import { eachOnItsOwn, stepsOnTheirOwn } from "./each-on-its-own.ts";
import { lapseWhatPassed } from "./force-delete/lapse-approval.ts";
import { createForgetWhatPassed } from "./forget-what-passed.ts";
import { recordBeginning } from "./incidents/record-beginning.ts";
import type { Operations } from "./operations.ts";
import type { Database, Store } from "./ports/store.ts";
import { createRemindOfIncidents } from "./remind-of-incidents.ts";
import { createStartDueRetries } from "./start-due-retries.ts";
import { tendStorms } from "./storms/tend-storms.ts";
import { createTakeUpNew } from "./take-up-new.ts";

const BATCH = 100;
/** Longer than any process holds a run or a number between two of its own transactions. */
const ABANDONED_AFTER_MS = 60_000;
/** Nobody comes back to a window that was opened a week ago; what was decided in it stands in the audit log. */
const MODAL_KEPT_MS = 7 * 24 * 60 * 60_000;

/**
 * The safety net under every path to corrupted. Incidents that another program caused by plain SQL get their alert and
 * their first look; incidents that another program resolved are closed; alerts that lost their wake-up are woken; teardowns
 * that nobody works on any more are taken up again; automatic tries and reminders that are due are made. What fails keeps
 * nothing else from being done, and is thrown at the end.
 */
export function createTakeUpIncidents(
  deps: Pick<Deps, "database" | "clock" | "ids" | "settings">,
): Operations["takeUpIncidents"] {
  const { database, clock } = deps;
  const takeUpNew = createTakeUpNew(deps);
  const startDueRetries = createStartDueRetries(deps);
  const remindOfIncidents = createRemindOfIncidents(deps);
  const forgetWhatPassed = createForgetWhatPassed(deps);
  const abandonedBefore = () => new Date(clock.now().getTime() - ABANDONED_AFTER_MS);
  return () =>
    stepsOnTheirOwn([
      takeUpNew,
      () => wakeTheAbandoned(database, abandonedBefore()),
      async () =>
        eachOnItsOwn(await database.incidents.listResolvedElsewhere(BATCH), (incident) =>
          database.transaction((tx) => closeResolved(tx, incident, clock.now())),
        ),
      () => endWhatPassed(database, clock.now(), BATCH),
      () => lapseWhatPassed(database, clock.now(), BATCH),
      async () =>
        eachOnItsOwn(await database.numbers.listDeletingWithoutRun(abandonedBefore(), BATCH), (id) =>
          database.transaction((tx) => corruptForgotten(tx, id, clock.now())),
        ),
      () => database.modals.forget(new Date(clock.now().getTime() - MODAL_KEPT_MS), BATCH),
      startDueRetries,
      remindOfIncidents,
      () => tendStorms(deps),
      forgetWhatPassed,
    ]);
}

async function wakeTheAbandoned(
  { teardowns, provisionings, enqueue }: Pick<Database, "teardowns" | "provisionings" | "enqueue">,
  before: Date,
): Promise<void> {
  for (const runId of await teardowns.listAbandoned(before, BATCH))
    await enqueue({ name: "tear_down_number", runId, startAfterMs: 0 });
  for (const provisioningId of await provisionings.listAbandoned(before, BATCH))
    await enqueue({ name: "resume_provisioning", provisioningId, startAfterMs: 0 });
}

async function closeResolved(tx: Store, incident: Incident, at: Date): Promise<void> {
  // It may have been corrupted again since it was listed; then the trigger goes on with the same incident.
  const number = await tx.numbers.lock(incident.phoneNumberId);
  if (number !== null && number.status !== "active") return;
  const by = { kind: "system", name: "another program" } as const;
  const closing = {
    at,
    outcome: "resolved_elsewhere",
    by,
    reason: number === null ? RESOLVED_ELSEWHERE.removed : RESOLVED_ELSEWHERE.active,
    basis: null,
    approvedBy: null,
  } as const;
  await recordBeginning(tx, incident, at);
  if (!(await tx.incidents.close(incident.id, closing))) return;
  await tx.enqueue({ name: "sync_alert", incidentId: incident.id });
  await tx.audit.append({
    at,
    actor: by,
    action: "resolved_elsewhere",
    phoneNumberId: incident.phoneNumberId,
    incidentId: incident.id,
    data: {},
  });
}

/** Another program set the number to deleting: nobody tears it down, so a person must look. */
async function corruptForgotten(tx: Store, id: number, at: Date): Promise<void> {
  const report = {
    status: "corrupted",
    corruptionCause: "conflict",
    corruptionMessage: "Another program left this number in deleting, and no deletion is under way",
  } as const;
  const statuses = statusesBefore("teardown_failed");
  // Locked first: somebody may be starting a clean-up of it just now.
  if ((await tx.numbers.lock(id)) === null || (await tx.teardowns.openOf(id)) !== null) return;
  if ((await tx.numbers.compareAndSet(id, { statuses }, report)) === null) return;
  const incident = await raiseAlert(tx, id, at);
  await tx.enqueue({ name: "verify_number", numberId: id });
  await tx.audit.append({
    at,
    actor: { kind: "system", name: "take_up_incidents" },
    action: "teardown_failed",
    phoneNumberId: id,
    incidentId: incident.id,
    data: { cause: "conflict" },
  });
}
