import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { firstBrokenLink } from "../../src/domain/audit-chain.ts";
import { sha256Hex } from "../../src/persistence/audit-log.ts";
import { createDatabase, type StoredDatabase } from "../../src/persistence/create-database.ts";
import { openDatabase } from "../../src/persistence/open-database.ts";
import { aResource, NOW, secondsBefore } from "../support/factories.ts";
import { aNewNumber, record, recordCorrupted } from "../support/new-number.ts";
import { createJobRecorder, type OpenStore, openPostgres, openStore } from "../support/open-store.ts";

// Races between replicas: two clients with pools of their own. The embedded database has one session and cannot show them.
let store: OpenStore;
let replicas: [StoredDatabase, StoredDatabase];
let closeSecond: () => Promise<void>;
beforeAll(async () => {
  store = await openStore(openPostgres);
  const second = await openDatabase({ databaseUrl: store.url!, dataDir: "" });
  closeSecond = second.close;
  const { secretBox } = store;
  replicas = [store.database, createDatabase({ pool: second.pool, secretBox, jobs: createJobRecorder() })];
});
afterAll(async () => {
  await closeSecond();
  await store.close();
});

const LATER = secondsBefore(-30);
const entry = (action: string) => ({
  at: NOW,
  actor: { kind: "system", name: "test" } as const,
  action,
  phoneNumberId: null,
  incidentId: null,
  data: {},
});
const wins = <T>(results: readonly (T | null | false)[]) =>
  results.filter((r) => r !== null && r !== false).length;
/** Many tries at once, spread over both replicas. */
const race = <T>(tries: number, attempt: (replica: StoredDatabase, index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: tries }, (_, index) => attempt(replicas[index % 2 === 0 ? 0 : 1], index)));

describe("two replicas at once", () => {
  it("let exactly one win a change of status", async () => {
    const { id } = await record(store.database);
    const results = await race(12, (replica) =>
      replica.transaction((tx) =>
        tx.numbers.compareAndSet(id, { statuses: ["active"] }, { status: "deleting" }),
      ),
    );
    expect(wins(results)).toBe(1);
    expect(await store.database.numbers.find(id)).toMatchObject({ status: "deleting", version: 1 });
  });

  it("let exactly one remove a number", async () => {
    const { number, incident } = await recordCorrupted(store.database);
    const results = await race(12, (replica) =>
      replica.transaction((tx) =>
        tx.numbers.compareAndRemove(number.id, { statuses: ["corrupted"], version: 0 }),
      ),
    );
    expect(wins(results)).toBe(1);
    expect(await store.database.incidents.find(incident.id)).not.toBeNull();
  });

  it("record a phone number once", async () => {
    const asked = aNewNumber();
    expect(wins(await race(12, (replica) => replica.numbers.create(asked, "token")))).toBe(1);
  });

  it("open one run, and lease it once", async () => {
    const { id: phoneNumberId } = await record(store.database);
    const ids = Array.from({ length: 12 }, () => crypto.randomUUID());
    const requestedBy = { kind: "system", name: "test" } as const;
    const opened = await race(12, async (replica, index) => {
      const id = ids[index]!;
      return (await replica.teardowns.open({ id, phoneNumberId, requestedBy, requestedAt: NOW })) && id;
    });
    expect(wins(opened)).toBe(1);
    const [run] = opened.filter((id) => id !== false);
    expect(wins(await race(12, (replica, i) => replica.teardowns.lease(run!, String(i), NOW, LATER)))).toBe(
      1,
    );
  });

  it("give one turn at an alert; the others are told that it is busy", async () => {
    const { incident } = await recordCorrupted(store.database);
    const turns = await race(12, (replica, i) => replica.alerts.claim(incident.id, String(i), NOW, LATER));
    expect(turns.filter((turn) => turn === "busy")).toHaveLength(11);
    expect(turns.filter((turn) => typeof turn === "object")).toHaveLength(1);
  });

  it("take up an incident, close it, and recognise a request once", async () => {
    const { incident } = await recordCorrupted(store.database);
    expect(wins(await race(12, (replica) => replica.incidents.takeUp(incident.id, NOW)))).toBe(1);
    const by = { kind: "system", name: "test" } as const;
    const closing = { at: NOW, outcome: "removed", by, reason: null, basis: null, approvedBy: null } as const;
    expect(wins(await race(12, (replica) => replica.incidents.close(incident.id, closing)))).toBe(1);
    const key = crypto.randomUUID();
    expect(wins(await race(12, (replica) => replica.dedupe.remember(key, NOW, LATER)))).toBe(1);
  });

  it("save and tick the same resources without losing either", async () => {
    const { id } = await record(store.database);
    const known = [
      aResource("twilio_sip_trunk"),
      aResource("twilio_credential_list"),
      aResource("livekit_dispatch_rule"),
    ];
    await race(24, (replica, i) =>
      replica.transaction(async (tx) => {
        if (i % 3 === 0) await tx.resources.tick(id, [`twilio_sip_trunk:${known[0]!.sid}`], "U1", NOW);
        else await tx.resources.save(id, i % 3 === 1 ? known : known.toReversed());
      }),
    );
    await store.database.resources.tick(id, [`twilio_sip_trunk:${known[0]!.sid}`], "U1", NOW);
    expect(await store.database.resources.of(id)).toMatchObject([{ tickedBy: "U1" }, {}, {}]);
  });

  it("run a transaction again that a deadlock ended", async () => {
    const [a, b] = [await record(store.database), await record(store.database)];
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
    const results = await Promise.all([cross(replicas[0], a.id, b.id), cross(replicas[1], b.id, a.id)]);
    expect(wins(results)).toBe(2);
    expect(runs).toBe(3);
    expect(await store.database.numbers.find(a.id)).toMatchObject({ version: 2 });
  });
});

describe("the audit log", () => {
  let admin: pg.Client;
  beforeAll(async () => {
    admin = new pg.Client(store.url!);
    await admin.connect();
  });
  afterAll(() => admin.end());
  beforeEach(async () => {
    await admin.query("ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only");
    await admin.query("TRUNCATE audit_events");
    await admin.query("ALTER TABLE audit_events ENABLE TRIGGER audit_events_append_only");
  });
  const everything = () => store.database.readAudit(1, 10_000);

  it("is one unbroken chain after 50 appends at once, also from transactions that fail", async () => {
    await race(50, async (replica, i) => {
      if (i % 5 === 4) {
        const failing = replica.transaction(async (tx) => {
          await tx.audit.append(entry(`rolled back ${i}`));
          throw new Error("no");
        });
        await expect(failing).rejects.toThrow("no");
      } else if (i % 2 === 0) await replica.audit.append(entry(`event ${i}`));
      else
        await replica.transaction(async (tx) => {
          await tx.audit.append(entry(`event ${i}`));
          await tx.audit.append(entry(`event ${i} again`));
        });
    });
    const events = await everything();
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(events.filter(({ action }) => action.startsWith("rolled back"))).toEqual([]);
    expect(firstBrokenLink(events, sha256Hex)).toBeNull();
  });

  it("is read in pages", async () => {
    for (const action of ["a", "b", "c"]) await store.database.audit.append(entry(action));
    expect((await store.database.readAudit(2, 1)).map(({ action }) => action)).toEqual(["b"]);
    expect((await store.database.readAudit(2, 10)).map(({ action }) => action)).toEqual(["b", "c"]);
    expect(await store.database.readAudit(4, 10)).toEqual([]);
  });

  it.each(["UPDATE audit_events SET action = 'x'", "DELETE FROM audit_events", "TRUNCATE audit_events"])(
    "refuses, from everybody: %s",
    async (sql) => {
      await store.database.audit.append(entry("kept"));
      await expect(admin.query(sql)).rejects.toThrow("audit_events is append-only");
      expect(await everything()).toMatchObject([{ action: "kept" }]);
    },
  );

  it.each([
    ["what was done", "UPDATE audit_events SET action = 'forged' WHERE seq = 2"],
    ["who did it", `UPDATE audit_events SET actor = actor || '{"name":"somebody else"}' WHERE seq = 2`],
    ["who did it, in a form that nobody knows", `UPDATE audit_events SET actor = '"me"' WHERE seq = 2`],
    ["when", "UPDATE audit_events SET at = at + interval '1 ms' WHERE seq = 2"],
    ["to which number", "UPDATE audit_events SET phone_number_id = 1 WHERE seq = 2"],
    ["the evidence", `UPDATE audit_events SET data = '{"more":1}' WHERE seq = 2`],
  ])("shows that a row was tampered with: %s", async (_, sql) => {
    for (const action of ["a", "b", "c"]) await store.database.audit.append(entry(action));
    expect(firstBrokenLink(await everything(), sha256Hex)).toBeNull();
    await admin.query("ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only");
    await admin.query(sql);
    expect(firstBrokenLink(await everything(), sha256Hex)).toBe(2);
  });

  it("shows that a row was taken out", async () => {
    for (const action of ["a", "b", "c"]) await store.database.audit.append(entry(action));
    await admin.query("ALTER TABLE audit_events DISABLE TRIGGER audit_events_append_only");
    await admin.query("DELETE FROM audit_events WHERE seq = 2");
    expect(firstBrokenLink(await everything(), sha256Hex)).toBe(3);
  });
});

describe("another program with rights on phone_numbers alone", () => {
  const ROLE = `platform_${crypto.randomUUID().replaceAll("-", "")}`;
  let platform: pg.Client;
  beforeAll(async () => {
    await store.pool.query(`CREATE ROLE ${ROLE} LOGIN`);
    await store.pool.query(`GRANT SELECT, INSERT, UPDATE ON phone_numbers TO ${ROLE}`);
    await store.pool.query(`GRANT USAGE ON SEQUENCE phone_numbers_id_seq TO ${ROLE}`);
    const url = new URL(store.url!);
    url.username = ROLE;
    platform = new pg.Client(url.href);
    await platform.connect();
  });
  afterAll(async () => {
    await platform.end();
    await store.pool.query(`DROP OWNED BY ${ROLE}`);
    await store.pool.query(`DROP ROLE ${ROLE}`);
  });

  it("corrupts a number by plain SQL: the incident is there and is announced", async () => {
    const { id, phoneNumber } = await record(store.database);
    const listener = await store.pool.connect();
    try {
      const announced = new Promise<string | undefined>((resolve) =>
        listener.once("notification", ({ payload }) => resolve(payload)),
      );
      await listener.query("LISTEN lineman_incidents");
      await platform.query(
        "UPDATE phone_numbers SET status = 'corrupted', corruption_cause = 'their cause' WHERE id = $1",
        [id],
      );
      const incident = await store.database.incidents.openOf(id);
      expect(incident).toMatchObject({ phoneNumber, cause: "their cause", ordinal: 1 });
      expect(await announced).toBe(String(incident?.id));
      expect(await store.database.incidents.listUntaken(1_000)).toContain(incident?.id);
      expect(await store.database.alerts.listBehind(1_000)).toContain(incident?.id);
    } finally {
      await listener.query("UNLISTEN *");
      listener.release();
    }
  });

  it("can insert a corrupted number, and one update of many rows opens an incident for each", async () => {
    const { rows } = await platform.query(
      "INSERT INTO phone_numbers (phone_number, status) VALUES ('+49301', 'corrupted'), ('+49302', 'active'), ('+49303', 'active') RETURNING id",
    );
    const ids = rows.map((row: { id: number }) => row.id);
    await platform.query("UPDATE phone_numbers SET status = 'corrupted' WHERE id = ANY($1)", [ids]);
    for (const id of ids) expect(await store.database.incidents.latestOf(id)).toMatchObject({ ordinal: 1 });
  });

  it("cannot touch the incidents or the audit log itself, nor call the function of the trigger", async () => {
    for (const table of ["incidents", "audit_events", "twilio_credentials"])
      await expect(platform.query(`SELECT * FROM ${table}`)).rejects.toThrow("permission denied");
    await expect(platform.query("SELECT lineman_open_incident()")).rejects.toThrow(/permission denied/);
  });

  it("cannot write a status that does not exist", async () => {
    await expect(platform.query("UPDATE phone_numbers SET status = 'broken'")).rejects.toThrow(
      /status_check/,
    );
  });
});
