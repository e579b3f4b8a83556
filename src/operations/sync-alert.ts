import { inResourceOrder } from "../domain/external-resource.ts";
import { resourcesOf } from "../domain/recorded-resources.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import { AlertDelayed, type AlertFacts } from "./ports/alerts.ts";
import type { AlertTurn } from "./ports/store.ts";

type SyncDeps = Pick<Deps, "database" | "alerts" | "clock" | "ids">;

/** How long one process may keep an incident's alert to itself; a dead process blocks it no longer than this. */
const TURN_MS = 30_000;
const BUSY_RETRY_MS = 1_000;

/** Brings the one message of an incident to the newest state, and says in its thread what was not said yet. */
export function createSyncAlert(deps: SyncDeps): Operations["syncAlert"] {
  return async (incidentId) => {
    const owner = deps.ids.uuid();
    for (;;) {
      const now = deps.clock.now();
      const until = new Date(now.getTime() + TURN_MS);
      const turn = await deps.database.alerts.claim(incidentId, owner, now, until);
      if (turn === "nothing") return { done: true };
      if (turn === "busy") return { done: false, retryAfterMs: BUSY_RETRY_MS };
      try {
        await send(deps, turn);
      } catch (error) {
        await deps.database.alerts.giveUp(incidentId, owner);
        if (error instanceof AlertDelayed) return { done: false, retryAfterMs: error.retryAfterMs };
        throw error;
      }
      // More may have been wanted while this was sent: then the newest state is sent as well, older ones never.
      if (await deps.database.alerts.shown(incidentId, owner, turn.wanted)) return { done: true };
    }
  };
}

async function send(deps: SyncDeps, turn: AlertTurn): Promise<void> {
  const facts = await factsOf(deps, turn);
  const message = (await currentMessage(deps, turn)) ?? (await post(deps, facts));
  if (message.fresh === false && (await deps.alerts.update(facts, message)) === "gone") {
    // A person deleted the message: one replacement, so that the incident is never without one.
    await deps.database.alerts.lost(turn.incident.id);
    await auditReplacement(deps, turn);
    Object.assign(message, await post(deps, facts));
  }
  for (const note of turn.notes) {
    const earlier = note.triedAt === null ? null : await deps.alerts.findReply(message, note.id);
    if (earlier === null) await deps.database.alerts.noteTried(note.id, deps.clock.now());
    await deps.database.alerts.notePosted(note.id, earlier ?? (await deps.alerts.reply(message, note)));
  }
}

type Message = { channel: string; ts: string; fresh: boolean };

/** The message that stands for the incident already, also one whose answer was lost on the way. */
async function currentMessage(deps: SyncDeps, { incident, postTriedAt }: AlertTurn): Promise<Message | null> {
  const { alertChannel: channel, alertTs: ts } = incident;
  if (channel !== null && ts !== null) return { channel, ts, fresh: false };
  if (postTriedAt === null) return null;
  const found = await deps.alerts.findPosted(incident.id, postTriedAt);
  if (found === null) return null;
  await deps.database.alerts.posted(incident.id, found);
  return { ...found, fresh: false };
}

async function post(deps: SyncDeps, facts: AlertFacts): Promise<Message> {
  const { id } = facts.incident;
  await deps.database.alerts.postTried(id, deps.clock.now());
  const message = await deps.alerts.post(facts);
  await deps.database.alerts.posted(id, message);
  return { ...message, fresh: true };
}

async function factsOf(deps: SyncDeps, { incident }: AlertTurn): Promise<AlertFacts> {
  const { numbers, resources, teardowns, leftovers } = deps.database;
  const { phoneNumberId } = incident;
  const number = incident.closedAt === null ? await numbers.find(phoneNumberId) : null;
  const stored = await resources.of(phoneNumberId);
  return {
    incident,
    number,
    resources: number === null ? inResourceOrder(stored) : resourcesOf(number, stored),
    run: incident.closedAt === null ? await teardowns.openOf(phoneNumberId) : null,
    leftovers: await leftovers.of(phoneNumberId),
  };
}

async function auditReplacement(deps: SyncDeps, { incident }: AlertTurn): Promise<void> {
  await deps.database.transaction((tx) =>
    tx.audit.append({
      at: deps.clock.now(),
      actor: { kind: "system", name: "sync_alert" },
      action: "alert_replaced",
      phoneNumberId: incident.phoneNumberId,
      incidentId: incident.id,
      data: { deleted_message: incident.alertTs },
    }),
  );
}
