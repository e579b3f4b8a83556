import type { Actor } from "../../domain/actor.ts";
import type { AuditAction } from "../../domain/audit-action.ts";
import type { Json } from "../../domain/phone-number.ts";
import type { Storm } from "../../domain/storm.ts";
import type { Store } from "../ports/store.ts";
import type { StormChanges } from "../ports/storm-store.ts";
import type { StormOver } from "./storm-answers.ts";

/** What somebody did about a storm. `note`: what the thread says after their name. */
interface StormAct {
  actor: Actor;
  at: Date;
  changes: Omit<StormChanges, "lastActedAt">;
  note: string;
  action: AuditAction;
  data: { [key: string]: Json };
}

/** Shows on a storm's message, in its thread and in the audit log what somebody did. The storm as it is now. */
export async function recordStormAct(tx: Store, storm: Storm, act: StormAct): Promise<Storm> {
  const { actor, at, changes, note, action, data } = act;
  await tx.storms.change(storm.id, { ...changes, lastActedAt: at });
  await tx.storms.note(storm.id, { by: actor, text: note }, at);
  await tx.enqueue({ name: "sync_storm", stormId: storm.id });
  await tx.audit.append({
    at,
    actor,
    action,
    phoneNumberId: null,
    incidentId: null,
    data: { storm: storm.id, ...data },
  });
  return { ...storm, ...changes, lastActedAt: at };
}

/** Somebody acted on a storm that has ended: its message still offers that somewhere, so it is drawn anew. */
export async function stormOver(tx: Store, stormId: number): Promise<StormOver> {
  const storm = await tx.storms.find(stormId);
  if (storm !== null) {
    await tx.storms.change(stormId, {});
    await tx.enqueue({ name: "sync_storm", stormId });
  }
  return { result: "over", storm };
}
