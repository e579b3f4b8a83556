import { describe, expect, it } from "vitest";
import { isWithin } from "../../src/domain/is-within.ts";
import { isBeingChecked } from "../../src/domain/look-under-way.ts";
import { isStale } from "../../src/domain/proof.ts";
import { NOW, secondsBefore } from "../support/factories.ts";

const HOUR_S = 3_600;

describe("how long ago something was", () => {
  it.each([
    [0, true],
    [60, true],
    [61, false],
    [-60, true],
    [-61, false],
    [-2 * HOUR_S, false],
  ])("%d s ago is within a minute: %s", (seconds, expected) => {
    expect(isWithin(secondsBefore(seconds), NOW, 60_000)).toBe(expected);
  });

  it("is nothing to rest a proof on, or a look under way, when it lies two hours ahead", () => {
    expect(isStale(secondsBefore(-2 * HOUR_S), NOW)).toBe(true);
    expect(isBeingChecked({ checkingSince: secondsBefore(-2 * HOUR_S) }, NOW)).toBe(false);
  });
});
