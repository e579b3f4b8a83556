import { AUTOMATIC_RETRY } from "../../domain/automatic-retry.ts";
import { decideReminder } from "../../domain/reminder.ts";
import { isSnoozed } from "../../domain/snooze.ts";
import { isWorking } from "../../domain/storm.ts";
import type { Deps } from "../deps.ts";
import { eachOnItsOwn } from "../each-on-its-own.ts";
import type { Store } from "../ports/store.ts";
import { reminderSpeech } from "../remind-of-incidents.ts";
import { beginStormWork } from "./storm-work.ts";

type TendDeps = Pick<Deps, "database" | "clock" | "settings">;

const BATCH = 50;

/** What has become due about storms: snoozes that end, automatic tries, reminders, wake-ups that were lost. */
export async function tendStorms(deps: TendDeps): Promise<void> {
  const { database, clock } = deps;
  const { storms, stormAlerts, stormTasks } = database;
  const now = clock.now();
  await storms.endSnoozes(now);
  await eachOnItsOwn(await storms.listDueRetries(now, BATCH), (stormId) =>
    database.transaction((tx) => retry(tx, stormId, clock.now())),
  );
  await eachOnItsOwn(await storms.listSilent(now, BATCH), (stormId) =>
    database.transaction((tx) => remind(tx, deps, stormId)),
  );
  for (const stormId of await stormAlerts.listBehind(BATCH))
    await database.enqueue({ name: "sync_storm", stormId });
  for (const stormId of await stormTasks.listAbandoned(now, BATCH))
    await database.enqueue({ name: "work_on_storm", stormId });
}

/** Members whose automatic try is due are tried together, after one of them was looked at for all. */
async function retry(tx: Store, stormId: number, at: Date): Promise<void> {
  const storm = await tx.storms.lock(stormId);
  if (storm === null || isWorking(storm) || storm.claimedBy !== null || isSnoozed(storm, at)) return;
  await beginStormWork(tx, storm, { kind: "retry", by: AUTOMATIC_RETRY, at, dueBefore: at });
}

async function remind(tx: Store, { clock, settings }: TendDeps, stormId: number): Promise<void> {
  const storm = await tx.storms.lock(stormId);
  if (storm === null) return;
  const at = clock.now();
  const tries = await tx.storms.retriesOf(stormId);
  const remindable = { ...storm, ...tries, closedAt: storm.endedAt };
  const reminder = decideReminder({ incident: remindable, runUnderWay: isWorking(storm) }, settings, at);
  if (reminder === null) return;
  const { note, changes } = reminderSpeech(reminder, settings, at);
  await tx.storms.change(stormId, changes);
  await tx.storms.note(
    stormId,
    {
      text: note.text,
      mention: reminder === "claimed" ? "claimer" : "on_call",
      broadcast: note.broadcast ?? false,
    },
    at,
  );
  await tx.enqueue({ name: "sync_storm", stormId });
  await tx.audit.append({
    at,
    actor: { kind: "system", name: "remind_of_incidents" },
    action: "reminded",
    phoneNumberId: null,
    incidentId: null,
    data: { reminder, storm: stormId },
  });
}
