import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KeptAnswers } from "../../src/operations/ports/kept-answers.ts";
import { createMemoryKeptAnswers } from "../support/memory-kept-answers.ts";
import { MIGRATED_DATABASES, openStore } from "../support/open-store.ts";

const AT = new Date("2026-01-15T03:12:00Z");
const later = (seconds: number) => new Date(AT.getTime() + seconds * 1000);
const attempt = (changes: Partial<Parameters<KeptAnswers["begin"]>[1]> = {}) => ({
  fingerprint: "one",
  owner: randomUUID(),
  now: AT,
  leaseUntil: later(60),
  expiresAt: later(86_400),
  ...changes,
});
const ANSWER = { status: 201, body: '{"success":true,"message":"ü"}' };

const KINDS = [
  ...MIGRATED_DATABASES.map(({ kind, open }) => ({
    kind: kind as string,
    open: async () => {
      const store = await openStore(open);
      return {
        answers: store.database.keptAnswers,
        count: async () =>
          Number((await store.pool.query("select count(*) from idempotency_keys")).rows[0]?.count),
        close: store.close,
      };
    },
  })),
  {
    kind: "memory",
    open: async () => ({ answers: createMemoryKeptAnswers(), count: async () => 1, close: async () => {} }),
  },
];

describe.each(KINDS)("kept answers in $kind", ({ open }) => {
  let store: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());
  const aKey = (caller = "platform") => ({ caller, key: randomUUID() });

  it("let one of many begin, and tell the others until when it has the request", async () => {
    const key = aKey();
    const told = await Promise.all(Array.from({ length: 8 }, () => store.answers.begin(key, attempt())));
    expect(told.filter(({ state }) => state === "begun")).toHaveLength(1);
    const rest = told.filter(({ state }) => state !== "begun");
    expect(rest).toEqual(Array(7).fill({ state: "in_progress", busyUntil: later(60) }));
  });

  it("repeat an answer for as long as it is kept", async () => {
    const key = aKey();
    const first = attempt();
    await store.answers.begin(key, first);
    await store.answers.finish(key, first.owner, ANSWER);
    const asked = attempt({ now: later(86_399) });
    expect(await store.answers.begin(key, asked)).toEqual({ state: "done", ...ANSWER });
    const tooLate = attempt({ now: later(86_400), fingerprint: "two" });
    expect(await store.answers.begin(key, tooLate)).toEqual({ state: "begun" });
  });

  it("refuse another request under the key, whether the first one runs or is done", async () => {
    const key = aKey();
    const first = attempt();
    const other = attempt({ fingerprint: "two", now: later(61) });
    await store.answers.begin(key, first);
    expect(await store.answers.begin(key, other)).toEqual({ state: "other_request" });
    await store.answers.finish(key, first.owner, ANSWER);
    expect(await store.answers.begin(key, other)).toEqual({ state: "other_request" });
  });

  it("belong to their caller", async () => {
    const key = aKey();
    await store.answers.begin(key, attempt());
    const other = { ...key, caller: "another" };
    expect(await store.answers.begin(other, attempt({ fingerprint: "two" }))).toEqual({ state: "begun" });
  });

  it("give a request whose process died to the next try, and the dead one says nothing any more", async () => {
    const key = aKey();
    const dead = attempt();
    const next = attempt({ now: later(60), leaseUntil: later(120) });
    await store.answers.begin(key, dead);
    expect(await store.answers.begin(key, next)).toEqual({ state: "begun" });
    await store.answers.finish(key, dead.owner, { status: 500, body: "{}" });
    await store.answers.release(key, dead.owner);
    const asked = attempt({ now: later(61) });
    expect(await store.answers.begin(key, asked)).toEqual({
      state: "in_progress",
      busyUntil: later(120),
    });
    await store.answers.finish(key, next.owner, ANSWER);
    expect(await store.answers.begin(key, asked)).toEqual({ state: "done", ...ANSWER });
  });

  it("leave a request to the try that says to be at it still, and to no one that lost it", async () => {
    const key = aKey();
    const first = attempt();
    await store.answers.begin(key, first);
    await store.answers.keep(key, randomUUID(), later(500));
    await store.answers.keep(key, first.owner, later(200));
    const early = attempt({ now: later(199), leaseUntil: later(259) });
    expect(await store.answers.begin(key, early)).toEqual({ state: "in_progress", busyUntil: later(200) });
    const late = attempt({ now: later(200), leaseUntil: later(260) });
    expect(await store.answers.begin(key, late)).toEqual({ state: "begun" });
  });

  it("free a key that was given back, never one that has its answer", async () => {
    const key = aKey();
    const first = attempt();
    const second = attempt({ fingerprint: "two" });
    await store.answers.begin(key, first);
    await store.answers.release(key, first.owner);
    expect(await store.answers.begin(key, second)).toEqual({ state: "begun" });
    await store.answers.finish(key, second.owner, ANSWER);
    await store.answers.release(key, second.owner);
    expect(await store.answers.begin(key, second)).toEqual({ state: "done", ...ANSWER });
  });

  it("throw away what has expired, in passing", async () => {
    const inAYear = later(365 * 86_400);
    await store.answers.begin(aKey(), attempt());
    const last = attempt({ now: inAYear, leaseUntil: inAYear, expiresAt: inAYear });
    await store.answers.begin(aKey(), last);
    expect(await store.count()).toBe(1);
  });
});
