import { describe, expect, it } from "vitest";
import {
  NUMBER_EVENTS,
  type NumberEvent,
  nextStatus,
  statusesBefore,
} from "../../src/domain/number-lifecycle.ts";
import type { NumberStatus } from "../../src/domain/phone-number.ts";

const STATUSES: NumberStatus[] = ["provisioning", "active", "deleting", "corrupted"];

/** product.md 1, row by row: what leads where. Every pair that is not here is refused. */
const ALLOWED: [NumberStatus, NumberEvent, string][] = [
  ["provisioning", "provisioning_finished", "active"],
  ["provisioning", "provisioning_rolled_back", "removed"],
  ["provisioning", "provisioning_failed", "corrupted"],
  ["active", "delete_requested", "deleting"],
  ["corrupted", "delete_requested", "deleting"],
  ["deleting", "teardown_verified", "removed"],
  ["deleting", "teardown_failed", "corrupted"],
  ["active", "corruption_reported", "corrupted"],
  ["deleting", "corruption_reported", "corrupted"],
  ["corrupted", "force_delete_confirmed", "removed"],
];

describe("the life of a number", () => {
  for (const status of STATUSES) {
    for (const event of NUMBER_EVENTS) {
      const row = ALLOWED.find(([from, on]) => from === status && on === event);
      it(`${status} + ${event} -> ${row ? row[2] : "refused"}`, () => {
        expect(nextStatus(status, event)).toBe(row ? row[2] : null);
        expect(statusesBefore(event).includes(status)).toBe(row !== undefined);
      });
    }
  }

  it("knows exactly the events of the contract", () => {
    expect([...NUMBER_EVENTS].sort()).toEqual([...new Set(ALLOWED.map(([, event]) => event))].sort());
  });
});
