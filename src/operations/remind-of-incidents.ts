import type { IncidentChanges } from "../domain/incident.ts";
import { decideReminder, type Reminder, silenceLimits } from "../domain/reminder.ts";
import type { Deps } from "./deps.ts";
import { eachOnItsOwn } from "./each-on-its-own.ts";
import type { NewNote } from "./ports/incident-store.ts";
import type { Store } from "./ports/store.ts";

type ReminderDeps = Pick<Deps, "database" | "clock" | "settings">;

/** At most so many with one sweep of one replica: Slack is sent one message a second anyway. */
const BATCH = 50;

/** Speaks in the thread of each incident that has been silent for too long: each reminder once, by one replica alone. */
export function createRemindOfIncidents(deps: ReminderDeps): () => Promise<void> {
  const { database, clock, settings } = deps;
  return async () => {
    const now = clock.now();
    const silent = await database.incidents.listSilent(silenceLimits(settings, now), now, BATCH);
    await eachOnItsOwn(silent, (id) => database.transaction((tx) => remind(tx, deps, id)));
  };
}

async function remind(tx: Store, { clock, settings }: ReminderDeps, id: number): Promise<void> {
  const incident = await tx.incidents.lock(id);
  if (incident === null) return;
  const runUnderWay = (await tx.teardowns.openOf(incident.phoneNumberId)) !== null;
  const at = clock.now();
  const reminder = decideReminder({ incident, runUnderWay }, settings, at);
  if (reminder === null) return;
  const { note, changes } = reminderSpeech(reminder, settings, at);
  await tx.incidents.change(id, changes);
  await tx.incidents.note(id, note, at);
  await tx.enqueue({ name: "sync_alert", incidentId: id });
  await tx.audit.append({
    at,
    actor: { kind: "system", name: "remind_of_incidents" },
    action: "reminded",
    phoneNumberId: incident.phoneNumberId,
    incidentId: id,
    data: { reminder },
  });
}

/** What is said in the thread, and what is remembered of it. */
export function reminderSpeech(
  reminder: Reminder,
  { remindUnclaimedMs, remindClaimedMs }: ReminderDeps["settings"],
  at: Date,
): { note: NewNote; changes: IncidentChanges } {
  switch (reminder) {
    case "first_call":
      return {
        note: {
          text: "This has not healed by itself: a person must step in. Press Claim on the alert to take it.",
          mention: "on_call",
          broadcast: true,
        },
        changes: { mentionedAt: at },
      };
    case "unclaimed":
      return {
        note: {
          text: `Nobody has claimed this for ${durationWords(remindUnclaimedMs)}. Press Claim on the alert to take it.`,
          mention: "on_call",
        },
        changes: { remindedUnclaimedAt: at },
      };
    case "claimed":
      return {
        note: {
          text: `You have claimed this, and nothing has happened for ${durationWords(remindClaimedMs)}. Go on with it, or press Release so that somebody else can.`,
          mention: "claimer",
        },
        changes: { remindedClaimedAt: at },
      };
  }
}

function durationWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes % 60 !== 0) return minutes === 1 ? "a minute" : `${minutes} minutes`;
  return minutes === 60 ? "an hour" : `${minutes / 60} hours`;
}
