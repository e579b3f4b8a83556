import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../../src/operations/ports/store.ts";
import { NOW } from "./factories.ts";
import { guardTransactions } from "./guard-transactions.ts";
import { recordCorrupted } from "./new-number.ts";
import { type OpenStore, openPostgres, openStore } from "./open-store.ts";
import { refuseUnaudited } from "./refuse-unaudited.ts";

let store: OpenStore;
beforeAll(async () => {
  store = await openStore(openPostgres);
});
afterAll(() => store.close());
const database = () => store.database;

const BY = { kind: "system", name: "test" } as const;
const closing = { at: NOW, outcome: "removed", by: BY, reason: null, basis: null, approvedBy: null } as const;

describe("a database that refuses what is not audited", () => {
  let caseOf: Awaited<ReturnType<typeof recordCorrupted>>;
  const about = () => ({ phoneNumberId: caseOf.number.id, incidentId: caseOf.incident.id });
  const event = () => ({ at: NOW, actor: BY, action: "teardown_failed", data: {}, ...about() }) as const;
  beforeAll(async () => {
    caseOf = await recordCorrupted(database());
    await refuseUnaudited(store.pool);
  });

  const CHANGES: readonly (readonly [string, (tx: Store) => Promise<unknown>])[] = [
    [
      "a status",
      (tx) =>
        tx.numbers.compareAndSet(
          caseOf.number.id,
          { statuses: ["corrupted", "deleting"] },
          { status: "deleting" },
        ),
    ],
    ["a claim", (tx) => tx.incidents.change(caseOf.incident.id, { claimedBy: BY, claimedAt: NOW })],
    ["a snooze", (tx) => tx.incidents.change(caseOf.incident.id, { snoozedBy: BY, snoozedUntil: NOW })],
    ["the end of a case", (tx) => tx.incidents.close(caseOf.incident.id, closing)],
    ["a removal", (tx) => tx.numbers.compareAndRemove(caseOf.number.id, { statuses: ["deleting"] })],
  ];

  it.each(CHANGES)("refuses %s without an event, takes it with one", async (_what, change) => {
    await expect(database().transaction<unknown>(change)).rejects.toThrow("wrote no audit event about it");
    await expect(
      database().transaction(async (tx) => {
        await change(tx);
        await tx.audit.append({
          ...event(),
          phoneNumberId: caseOf.number.id + 1,
          incidentId: caseOf.incident.id + 1,
        });
      }),
    ).rejects.toThrow("wrote no audit event about it");
    await database().transaction(async (tx) => {
      await change(tx);
      await tx.audit.append(event());
    });
  });

  it("lets other programs do what they like", async () => {
    await store.pool.query("INSERT INTO phone_numbers (phone_number) VALUES ('+4930999')");
    await store.pool.query("UPDATE phone_numbers SET status = 'corrupted' WHERE phone_number = '+4930999'");
    await store.pool.query("DELETE FROM phone_numbers WHERE phone_number = '+4930999'");
  });
});

describe("guarded transactions", () => {
  const alerts = { post: async () => ({ channel: "C1", ts: "1" }) };
  it("refuse the network, and whatever goes around the transaction", async () => {
    const guarded = guardTransactions({ database: database(), alerts: alerts as never });
    const during = (work: () => Promise<unknown>) =>
      guarded.database.transaction(async () => void (await work()));
    await expect(during(() => (guarded.alerts as typeof alerts).post())).rejects.toThrow("alerts.post");
    await expect(during(() => guarded.database.numbers.find(1))).rejects.toThrow("numbers.find");
    await expect(during(() => guarded.database.transaction(async () => {}))).rejects.toThrow(
      "transaction was called",
    );
    await expect(
      during(() => guarded.database.enqueue({ name: "verify_number", numberId: 1 })),
    ).rejects.toThrow("enqueue");
  });

  it("let everything through outside of one, and the transaction's own store inside", async () => {
    const guarded = guardTransactions({ database: database(), alerts: alerts as never });
    expect(await guarded.database.transaction((tx) => tx.numbers.find(0))).toBeNull();
    expect(await guarded.database.numbers.find(0)).toBeNull();
    expect(await (guarded.alerts as typeof alerts).post()).toEqual({ channel: "C1", ts: "1" });
  });
});
