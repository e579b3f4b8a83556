import { mayHealItself } from "../domain/automatic-retry.ts";
import { isDatabaseAway } from "../domain/database-trouble.ts";
import { inResourceOrder } from "../domain/external-resource.ts";
import type { Incident } from "../domain/incident.ts";
import { resourcesOf } from "../domain/recorded-resources.ts";
import { sendOlderFirst } from "./alerting/send-older-first.ts";
import { type MessagePlace, sendTurns } from "./alerting/send-turns.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import type { AlertFacts } from "./ports/alerts.ts";
import type { Approval } from "./ports/force-delete-store.ts";
import type { AlertTurn, Note } from "./ports/incident-store.ts";
import { gatherStorms } from "./storms/gather-storms.ts";

type SyncDeps = Pick<Deps, "database" | "alerts" | "clock" | "ids" | "settings">;

/**
 * Brings the one message of an incident to the newest state, and says in its thread what was not said yet. Before its first
 * message come those of older incidents.
 */
export function createSyncAlert(deps: SyncDeps): Operations["syncAlert"] {
  const send = async (incidentId: number) => {
    // One of many that have the same cause gets no message of its own. Where that cannot be told it gets one all the same.
    const failure = (await mayJoinStorm(deps, incidentId)) ? await failureOf(gatherStorms(deps)) : null;
    const sent = await sendTurns(deps, {
      id: incidentId,
      outbox: deps.database.alerts,
      channel: deps.alerts,
      placeOf: ({ incident: { alertChannel: channel, alertTs: ts } }) =>
        channel === null || ts === null ? null : { channel, ts },
      factsOf: (turn) => factsOf(deps, turn),
      wantsCall,
      onFirstPost: () => linkInStorm(deps, incidentId),
      recordLoss: (deleted) => recordLoss(deps, incidentId, deleted),
      say: (turn, message, keep) => say(deps, turn, message, keep),
    });
    if (failure !== null) throw failure.error;
    return sent;
  };
  return async (incidentId) => {
    const incident = await deps.database.incidents.find(incidentId);
    return (
      (waitsForOlder(incident) ? await sendOlderFirst(deps, incidentId, send) : null) ?? send(incidentId)
    );
  };
}

async function failureOf(work: Promise<unknown>): Promise<{ error: unknown } | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    return { error };
  }
}

/** It has no message yet, and nobody has asked for it: whoever acts on a number has its message at once. */
function waitsForOlder(incident: Incident | null): boolean {
  return (
    incident !== null && incident.alertTs === null && incident.ownMessage && incident.lastActedAt === null
  );
}

async function mayJoinStorm({ database }: SyncDeps, incidentId: number): Promise<boolean> {
  const incident = await database.incidents.find(incidentId);
  if (incident === null || incident.closedAt !== null) return false;
  return incident.alertTs === null && incident.stormId === null && incident.lastActedAt === null;
}

/** The thread of a storm that it comes from waits for a place to link to. */
async function linkInStorm({ database }: SyncDeps, incidentId: number): Promise<void> {
  for (const stormId of await database.storms.touchWaiting(incidentId))
    await database.enqueue({ name: "sync_storm", stormId });
}

async function say(
  deps: SyncDeps,
  { notes, incident }: AlertTurn,
  message: MessagePlace,
  keep: () => Promise<void>,
): Promise<void> {
  for (const note of notes) {
    await keep();
    await deps.database.alerts.notePosted(note.id, await sendNote(deps, message, note, incident));
    if (note.approval?.state === "pending") await redrawIfDecided(deps, note.approval);
  }
}

/** Says it, or draws it anew where it was said before. A reply that somebody deleted stays deleted. */
async function sendNote(
  deps: SyncDeps,
  message: MessagePlace,
  note: Note,
  incident: Incident,
): Promise<string> {
  if (note.postedTs !== null) {
    await deps.alerts.updateReply({ ...message, ts: note.postedTs }, note, incident);
    return note.postedTs;
  }
  const earlier = note.triedAt === null ? null : await deps.alerts.findReply(message, note.id);
  if (earlier === null) await deps.database.alerts.noteTried(note.id, deps.clock.now());
  return earlier ?? (await deps.alerts.reply(message, note, incident));
}

/** A decision that came while its buttons were on their way: what stands in the thread now is not so any more. */
async function redrawIfDecided({ database }: SyncDeps, { id, incidentId }: Approval): Promise<void> {
  const now = await database.approvals.find(id);
  if (now !== null && now.state !== "pending") await database.incidents.redrawApproval(incidentId, id);
}

/** Those on call are called by the first post, unless it is over, or may be over before they have read it. */
function wantsCall({ incident, run }: AlertFacts, at: Date): boolean {
  return incident.closedAt === null && !mayHealItself(incident, run !== null, at);
}

async function factsOf(deps: SyncDeps, { incident }: AlertTurn): Promise<AlertFacts> {
  const { numbers, resources, teardowns, leftovers, approvals } = deps.database;
  const { phoneNumberId } = incident;
  const number = incident.closedAt === null ? await numbers.find(phoneNumberId) : null;
  const stored = await resources.of(phoneNumberId);
  return {
    incident,
    number,
    resources: number === null ? inResourceOrder(stored) : resourcesOf(number, stored),
    run: incident.closedAt === null ? await teardowns.openOf(phoneNumberId) : null,
    leftovers: await leftovers.of(phoneNumberId),
    approval: incident.closedAt === null ? await approvals.pendingOf(incident.id) : null,
    mentions: incident.mentionedAt !== null,
    readAt: deps.clock.now(),
  };
}

async function recordLoss(deps: SyncDeps, incidentId: number, { ts }: MessagePlace): Promise<void> {
  await deps.database.transaction(async (tx) => {
    const incident = await tx.incidents.find(incidentId);
    await tx.alerts.lost(incidentId, ts);
    await tx.audit.append({
      at: deps.clock.now(),
      actor: { kind: "system", name: "sync_alert" },
      action: "alert_replaced",
      phoneNumberId: incident?.phoneNumberId ?? null,
      incidentId,
      data: { deleted_message: ts },
    });
  });
}
