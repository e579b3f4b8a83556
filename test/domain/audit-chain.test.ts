import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type AuditEvent, canonicalJson, chainEvent, firstBrokenLink } from "../../src/domain/audit-chain.ts";
import type { Json } from "../../src/domain/phone-number.ts";
import { NOW } from "../support/factories.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const entry = (data: Json) => ({
  at: NOW,
  actor: { kind: "system", name: "test" } as const,
  action: "noted",
  phoneNumberId: 1,
  incidentId: null,
  data,
});

function chainOf(datas: Json[]): AuditEvent[] {
  const events: AuditEvent[] = [];
  for (const data of datas) events.push(chainEvent(entry(data), events.at(-1) ?? null, sha256));
  return events;
}

it("an untouched chain holds, whatever it says", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (datas) => {
      expect(firstBrokenLink(chainOf(datas as Json[]), sha256)).toBeNull();
    }),
  );
});

it("a changed event, a removed event and two swapped events are found", () => {
  const chain = chainOf([1, 2, 3, 4]);
  const changed = chain.map((event, index) => (index === 2 ? { ...event, data: 99 } : event));
  expect(firstBrokenLink(changed, sha256)).toBe(3);
  expect(
    firstBrokenLink(
      chain.filter((_, index) => index !== 1),
      sha256,
    ),
  ).toBe(3);
  expect(firstBrokenLink([chain[1]!, chain[0]!], sha256)).toBe(2);
});

it("does not depend on the order in which the database gives keys back", () => {
  expect(canonicalJson({ b: 1, a: { d: [1, null], c: "x" } })).toBe(
    canonicalJson({ a: { c: "x", d: [1, null] }, b: 1 }),
  );
});
