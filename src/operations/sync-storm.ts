import { mayHealItself } from "../domain/automatic-retry.ts";
import { isWorking } from "../domain/storm.ts";
import { type KeptMessage, type MessagePlace, sendTurns } from "./alerting/send-turns.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import type { Database } from "./ports/store.ts";
import type { StormFacts } from "./ports/storm-channel.ts";
import type { StormTurn } from "./ports/storm-store.ts";

type SyncDeps = Pick<Deps, "database" | "alerts" | "clock" | "ids">;

/** The message of a storm is drawn no more often, however fast its members change. */
const REST_MS = 3_000;
/** Members that the message names; the rest is one button away. */
const NAMED_MEMBERS = 10;

/** Brings the one message of a storm to the newest state, and says in its thread what was not said yet. */
export function createSyncStorm(deps: SyncDeps): Operations["syncStorm"] {
  const { database, alerts, clock } = deps;
  return async (stormId) => {
    const shownAt = await database.stormAlerts.shownAt(stormId);
    const restMs = shownAt === null ? 0 : shownAt.getTime() + REST_MS - clock.now().getTime();
    // Longer than ever: the clock was put back.
    if (restMs > 0 && restMs <= REST_MS) return { done: false, retryAfterMs: restMs };
    const kept: KeptMessage<StormTurn, StormFacts> = {
      id: stormId,
      outbox: database.stormAlerts,
      restMs: REST_MS,
      channel: alerts.storms,
      placeOf: ({ storm: { alertChannel: channel, alertTs: ts } }) =>
        channel === null || ts === null ? null : { channel, ts },
      factsOf: ({ storm }) => readStorm(database, storm, clock.now()),
      wantsCall: ({ storm, nextRetryAt, retries }, at) =>
        storm.endedAt === null && !mayHealItself({ nextRetryAt, retries }, isWorking(storm), at),
      onFirstPost: async () => {},
      recordLoss: (deleted) => recordLoss(deps, stormId, deleted),
      async say({ notes, storm }, message, keep) {
        for (const note of notes) {
          await keep();
          const earlier = note.triedAt === null ? null : await alerts.storms.findReply(message, note.id);
          if (earlier === null) await database.stormAlerts.noteTried(note.id, clock.now());
          const ts = earlier ?? (await alerts.storms.reply(message, note, storm));
          await database.stormAlerts.notePosted(note.id, ts);
        }
      },
    };
    return sendTurns(deps, kept);
  };
}

async function readStorm(database: Database, storm: StormFacts["storm"], at: Date): Promise<StormFacts> {
  const { storms, stormTasks } = database;
  return {
    storm,
    counts: await storms.counts(storm.id),
    members: await storms.listMembers(storm.id, { offset: 0, limit: NAMED_MEMBERS }),
    work: await stormTasks.counts(storm.id),
    ...(await storms.retriesOf(storm.id)),
    mentions: storm.mentionedAt !== null,
    readAt: at,
  };
}

async function recordLoss({ database, clock }: SyncDeps, storm: number, { ts }: MessagePlace): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.stormAlerts.lost(storm, ts);
    await tx.audit.append({
      at: clock.now(),
      actor: { kind: "system", name: "sync_storm" },
      action: "alert_replaced",
      phoneNumberId: null,
      incidentId: null,
      data: { storm, deleted_message: ts },
    });
  });
}
