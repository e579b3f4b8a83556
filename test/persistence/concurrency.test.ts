import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoredDatabase } from "../../src/persistence/create-database.ts";
import { aResource, NOW, secondsBefore } from "../support/factories.ts";
import { aNewNumber, record, recordCorrupted } from "../support/new-number.ts";
import { openReplicas, type Replicas } from "../support/replicas.ts";

// Races between replicas. The embedded database has one session and cannot show them.
let replicas: Replicas;
beforeAll(async () => {
  replicas = await openReplicas();
});
afterAll(() => replicas.close());
const database = () => replicas.first.database;

const LATER = secondsBefore(-30);
const wins = <T>(results: readonly (T | null | false)[]) =>
  results.filter((r) => r !== null && r !== false).length;

describe("two replicas at once", () => {
  it("let exactly one win a change of status", async () => {
    const { id } = await record(database());
    const results = await replicas.race(12, (replica) =>
      replica.transaction((tx) =>
        tx.numbers.compareAndSet(id, { statuses: ["active"] }, { status: "deleting" }),
      ),
    );
    expect(wins(results)).toBe(1);
    expect(await database().numbers.find(id)).toMatchObject({ status: "deleting", version: 1 });
  });

  it("let exactly one remove a number", async () => {
    const { number, incident } = await recordCorrupted(database());
    const results = await replicas.race(12, (replica) =>
      replica.transaction((tx) =>
        tx.numbers.compareAndRemove(number.id, { statuses: ["corrupted"], version: 0 }),
      ),
    );
    expect(wins(results)).toBe(1);
    expect(await database().incidents.find(incident.id)).not.toBeNull();
  });

  it("record a phone number once", async () => {
    const asked = aNewNumber();
    expect(wins(await replicas.race(12, (replica) => replica.numbers.create(asked, "token")))).toBe(1);
  });

  it("open one run, and lease it once", async () => {
    const { id: phoneNumberId } = await record(database());
    const ids = Array.from({ length: 12 }, () => crypto.randomUUID());
    const requestedBy = { kind: "system", name: "test" } as const;
    const opened = await replicas.race(12, async (replica, index) => {
      const id = ids[index]!;
      return (await replica.teardowns.open({ id, phoneNumberId, requestedBy, requestedAt: NOW })) && id;
    });
    expect(wins(opened)).toBe(1);
    const [run] = opened.filter((id) => id !== false);
    expect(
      wins(await replicas.race(12, (replica, i) => replica.teardowns.lease(run!, String(i), NOW, LATER))),
    ).toBe(1);
  });

  it("give one turn at an alert; the others are told that it is busy", async () => {
    const { incident } = await recordCorrupted(database());
    const turns = await replicas.race(12, (replica, i) =>
      replica.alerts.claim(incident.id, String(i), NOW, LATER),
    );
    expect(turns.filter((turn) => turn === "busy")).toHaveLength(11);
    expect(turns.filter((turn) => typeof turn === "object")).toHaveLength(1);
  });

  it("take up an incident, close it, and recognise a request once", async () => {
    const { incident } = await recordCorrupted(database());
    expect(wins(await replicas.race(12, (replica) => replica.incidents.takeUp(incident.id, NOW)))).toBe(1);
    const by = { kind: "system", name: "test" } as const;
    const closing = { at: NOW, outcome: "removed", by, reason: null, basis: null, approvedBy: null } as const;
    expect(wins(await replicas.race(12, (replica) => replica.incidents.close(incident.id, closing)))).toBe(1);
    const key = crypto.randomUUID();
    expect(wins(await replicas.race(12, (replica) => replica.dedupe.remember(key, NOW, LATER)))).toBe(1);
  });

  it("save and tick the same resources without losing either", async () => {
    const { id } = await record(database());
    const known = [
      aResource("twilio_sip_trunk"),
      aResource("twilio_credential_list"),
      aResource("livekit_dispatch_rule"),
    ];
    await replicas.race(24, (replica, i) =>
      replica.transaction(async (tx) => {
        if (i % 3 === 0) await tx.resources.tick(id, [`twilio_sip_trunk:${known[0]!.sid}`], "U1", NOW);
        else await tx.resources.save(id, i % 3 === 1 ? known : known.toReversed());
      }),
    );
    await database().resources.tick(id, [`twilio_sip_trunk:${known[0]!.sid}`], "U1", NOW);
    expect(await database().resources.of(id)).toMatchObject([{ tickedBy: "U1" }, {}, {}]);
  });

  it("run a transaction again that a deadlock ended", async () => {
    const [a, b] = [await record(database()), await record(database())];
    let runs = 0;
    let waiting = 0;
    let release = () => {};
    const bothHaveOne = new Promise<void>((resolve) => {
      release = resolve;
    });
    const cross = (replica: StoredDatabase, first: number, second: number) =>
      replica.transaction(async (tx) => {
        runs += 1;
        const touch = (id: number) =>
          tx.numbers.compareAndSet(id, { statuses: ["active"] }, { corruptionMessage: "touched" });
        await touch(first);
        waiting += 1;
        if (waiting === 2) release();
        await bothHaveOne;
        return touch(second);
      });
    const results = await Promise.all([
      cross(replicas.both[0], a.id, b.id),
      cross(replicas.both[1], b.id, a.id),
    ]);
    expect(wins(results)).toBe(2);
    expect(runs).toBe(3);
    expect(await database().numbers.find(a.id)).toMatchObject({ version: 2 });
  });
});
