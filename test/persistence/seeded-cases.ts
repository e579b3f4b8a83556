import type { StoredDatabase } from "../../src/persistence/create-database.ts";
import { aResource, NOW, secondsBefore } from "../support/factories.ts";
import { recordCorrupted } from "../support/new-number.ts";

const SYSTEM = { kind: "system", name: "test" } as const;

/** One of everything that a closed case leaves behind, and one of everything that is open. */
export async function seedCases(database: StoredDatabase) {
  const closed = await recordCorrupted(database);
  const opened = await recordCorrupted(database);
  const closing = {
    at: NOW,
    outcome: "removed",
    by: SYSTEM,
    reason: null,
    basis: null,
    approvedBy: null,
  } as const;
  await database.incidents.close(closed.incident.id, closing);
  const resources = [aResource("twilio_sip_trunk", { sid: `TK${crypto.randomUUID()}` })];
  const fate = { by: SYSTEM, at: NOW, reason: null, accepted: false };
  await database.leftovers.register(closed.number, closed.incident.id, resources, fate);
  const [ended, running, wish, decided] = Array.from({ length: 4 }, () => crypto.randomUUID());
  for (const [id, { number }] of [
    [ended!, closed],
    [running!, opened],
  ] as const) {
    await database.teardowns.open({ id, phoneNumberId: number.id, requestedBy: SYSTEM, requestedAt: NOW });
    await database.teardowns.lease(id, "test", NOW, secondsBefore(-30));
  }
  await database.teardowns.finish(ended!, "test", NOW, "removed");
  for (const [id, { number, incident }] of [
    [decided!, closed],
    [wish!, opened],
  ] as const)
    await database.approvals.open({
      id,
      incidentId: incident.id,
      phoneNumberId: number.id,
      requestedBy: SYSTEM,
      requestedAt: NOW,
      expiresAt: NOW,
      reason: "",
      ticks: [],
      accept: false,
      shown: { status: "corrupted", states: {} },
    });
  await database.approvals.decide(decided!, "declined", SYSTEM, NOW);
  return { closed, opened, ended: ended!, running: running!, wish: wish!, decided: decided! };
}

export type SeededCases = Awaited<ReturnType<typeof seedCases>>;
