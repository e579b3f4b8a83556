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
        await send(deps, turn, keepTurn(deps, incidentId, owner));
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

type KeepTurn = () => Promise<void>;

/** Before every call to Slack: a turn that another process has taken over in the meantime must not speak any more. */
function keepTurn(deps: SyncDeps, incidentId: number, owner: string): KeepTurn {
  return async () => {
    const until = new Date(deps.clock.now().getTime() + TURN_MS);
    if (!(await deps.database.alerts.renew(incidentId, owner, until)))
      throw new AlertDelayed("another process sends this alert", BUSY_RETRY_MS);
  };
}

async function send(deps: SyncDeps, turn: AlertTurn, keep: KeepTurn): Promise<void> {
  const facts = await factsOf(deps, turn);
  await keep();
  const message = (await currentMessage(deps, turn)) ?? (await post(deps, facts));
  if (message.fresh === false && (await deps.alerts.update(facts, message)) === "gone") {
    // A person deleted the message: one replacement, so that the incident is never without one.
    await recordLoss(deps, turn);
    await keep();
    Object.assign(message, await post(deps, facts));
  }
  for (const note of turn.notes) {
    await keep();
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

async function recordLoss(deps: SyncDeps, { incident }: AlertTurn): Promise<void> {
  await deps.database.transaction(async (tx) => {
    await tx.alerts.lost(incident.id);
    await tx.audit.append({
      at: deps.clock.now(),
      actor: { kind: "system", name: "sync_alert" },
      action: "alert_replaced",
      phoneNumberId: incident.phoneNumberId,
      incidentId: incident.id,
      data: { deleted_message: incident.alertTs },
    });
  });
}
