import { describe, expect, it } from "vitest";
import { type AuditEvent, chainEvent } from "../../src/domain/audit-chain.ts";
import { createVerifyAudit } from "../../src/operations/verify-audit.ts";
import { sha256Hex } from "../../src/persistence/audit-log.ts";
import { NOW } from "../support/factories.ts";

/** A chain of this many events. */
function chain(length: number): AuditEvent[] {
  const events: AuditEvent[] = [];
  for (let i = 0; i < length; i += 1) {
    const entry = {
      at: NOW,
      actor: { kind: "system", name: "test" } as const,
      action: `event ${i}`,
      phoneNumberId: null,
      incidentId: null,
      data: { i },
    };
    events.push(chainEvent(entry, events.at(-1) ?? null, sha256Hex));
  }
  return events;
}

const EVENTS = chain(1_203);

function verify(
  events: readonly AuditEvent[],
  head: { seq: number; hash: string } | null = null,
  hasRecords = events.length > 0,
) {
  const asked: number[] = [];
  const read = async (fromSeq: number | null, limit: number) => {
    asked.push(limit);
    return events.filter(({ seq }) => seq >= (fromSeq ?? seq)).slice(0, limit);
  };
  const reader = { read, hasRecords: async () => hasRecords, sha256: sha256Hex };
  return { asked, verdict: createVerifyAudit(reader)({ head }) };
}

describe("the proof of the audit log", () => {
  it("goes through the whole chain in parts, and names its head", async () => {
    const { verdict, asked } = verify(EVENTS);
    const last = EVENTS.at(-1)!;
    expect(await verdict).toEqual({
      outcome: "holds",
      at: null,
      events: 1_203,
      head: { seq: 1_203, hash: last.hash, at: NOW },
    });
    expect(asked).toEqual([500, 500, 500]);
  });

  it("holds for an empty log of an empty database, and misses it where there is what it should tell of", async () => {
    const empty = { at: null, events: 0, head: null };
    expect(await verify([]).verdict).toEqual({ ...empty, outcome: "holds" });
    expect(await verify([], null, true).verdict).toEqual({ ...empty, outcome: "missing" });
  });

  it.each([0, -7])("finds an event that was forged before the first one, as number %d", async (seq) => {
    const forged = { ...EVENTS[0]!, seq };
    expect(await verify([forged, ...EVENTS]).verdict).toEqual({
      outcome: "broken",
      at: seq,
      events: 0,
      head: null,
    });
  });

  it("finds an event with a moment that no clock tells", async () => {
    const forged = EVENTS.map((event) => (event.seq === 9 ? { ...event, at: new Date(Number.NaN) } : event));
    expect(await verify(forged).verdict).toMatchObject({ outcome: "broken", at: 9, events: 8 });
  });

  it.each([4, 501, 777])("tells how far the chain is proven where it is broken at %d", async (seq) => {
    const forged = EVENTS.map((event) => (event.seq === seq ? { ...event, action: "forged" } : event));
    const { hash } = EVENTS[seq - 2]!;
    expect(await verify(forged).verdict).toEqual({
      outcome: "broken",
      at: seq,
      events: seq - 1,
      head: { seq: seq - 1, hash, at: NOW },
    });
  });

  it.each([
    ["changed", 1, 1],
    ["changed, first of a part", 501, 501],
    ["changed, last", 1_203, 1_203],
  ])("says which event is the first that was %s", async (_, seq, at) => {
    const forged = EVENTS.map((event) => (event.seq === seq ? { ...event, action: "forged" } : event));
    expect(await verify(forged).verdict).toMatchObject({ outcome: "broken", at });
  });

  it.each([
    [1, 2],
    [500, 501],
    [777, 778],
  ])("says where event %d was taken out", async (seq, at) => {
    const cut = EVENTS.filter((event) => event.seq !== seq);
    expect(await verify(cut).verdict).toMatchObject({ outcome: "broken", at });
  });

  it("shows by a head that was written down that the end was cut off, or all was written anew", async () => {
    const { seq, hash } = EVENTS[1_000]!;
    expect(await verify(EVENTS, { seq, hash }).verdict).toMatchObject({ outcome: "holds" });
    expect(await verify(EVENTS.slice(0, 900), { seq, hash }).verdict).toMatchObject({
      outcome: "another_chain",
      at: 1_001,
      events: 900,
    });
    expect(await verify(EVENTS, { seq, hash: "0".repeat(64) }).verdict).toMatchObject({
      outcome: "another_chain",
    });
  });
});
