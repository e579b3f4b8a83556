import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGate, createTrace } from "../support/job-queues.ts";
import { MIGRATED_DATABASES, type OpenStore, openStore } from "../support/open-store.ts";
import { aFoundNumber, startServer, told } from "./api-harness.ts";

const PATH = "/api/v2/phone_numbers";
const BODY = { phone_number: "+14155551234", label: "Support Line" };

describe.each(MIGRATED_DATABASES)("Idempotency-Key at two processes on $kind", ({ open }) => {
  let store: OpenStore;
  beforeAll(async () => {
    store = await openStore(open);
  });
  afterAll(() => store.close());

  async function twoProcesses(now: () => Date = () => new Date()) {
    const done: number[] = [];
    const startOne = () =>
      startServer(
        {
          importNumber: async () => {
            done.push(1);
            return { ...aFoundNumber({ id: done.length }), unseen: [] };
          },
        },
        { keptAnswers: store.database.keptAnswers, clock: { now } },
      );
    return { done, servers: [await startOne(), await startOne()] as const };
  }

  it("does a request once, however many send it at once, and tells them all the same or to wait", async () => {
    const { done, servers } = await twoProcesses();
    const request = { body: BODY, headers: { "idempotency-key": `at-once-${Math.random()}` } };
    const first = await Promise.all(
      Array.from({ length: 8 }, (_, at) => servers[at % 2 === 0 ? 0 : 1].call("POST", PATH, request)),
    );
    expect(done).toHaveLength(1);
    for (const { status } of first) expect([201, 409]).toContain(status);
    const [one, other] = await Promise.all(servers.map((server) => server.call("POST", PATH, request)));
    expect(told(one ?? fail())).toEqual(told(other ?? fail()));
    expect(one?.status).toBe(201);
    expect(done).toHaveLength(1);
  });

  it("keeps a repeat waiting for as long as the first one is worked on, and no longer", async () => {
    const [renewed, gate] = [createTrace<string>(), createGate()];
    const { keptAnswers } = store.database;
    const deps = {
      leaseMs: 300,
      keptAnswers: {
        ...keptAnswers,
        keep: (...told: Parameters<typeof keptAnswers.keep>) =>
          keptAnswers.keep(...told).finally(() => renewed.add("renewed")),
      },
    };
    const importNumber = async () => {
      await gate.opened;
      return { ...aFoundNumber(), unseen: [] };
    };
    const [busy, other] = [await startServer({ importNumber }, deps), await startServer({}, deps)];
    const request = { body: BODY, headers: { "idempotency-key": `long-${Math.random()}` } };
    const first = busy.call("POST", PATH, request);
    // Longer than one lease.
    await renewed.reached(5);
    expect((await other.call("POST", PATH, request)).status).toBe(409);
    gate.open();
    expect((await first).status).toBe(201);
    const renewals = renewed.entries.length;
    expect((await other.call("POST", PATH, request)).headers.get("idempotency-replayed")).toBe("true");
    expect(renewed.entries).toHaveLength(renewals);
  });

  it("runs again what a process left unfinished, once its lease is over", async () => {
    let now = new Date();
    const { done, servers } = await twoProcesses(() => now);
    const key = `left-${Math.random()}`;
    const request = { body: BODY, headers: { "idempotency-key": key } };
    await servers[0].call("POST", PATH, request);
    // As it would stand there if that process had died before its answer.
    await store.pool.query(
      "update idempotency_keys set state = 'in_progress', status = null, body = null where key = $1",
      [key],
    );
    expect((await servers[1].call("POST", PATH, request)).status).toBe(409);
    now = new Date(now.getTime() + 10 * 60_000);
    const repeat = await servers[1].call("POST", PATH, request);
    expect(repeat.status).toBe(201);
    expect(repeat.headers.get("idempotency-replayed")).toBeNull();
    expect(done).toHaveLength(2);
  });
});

function fail(): never {
  throw new Error("there is no answer");
}
