import { expect, it } from "vitest";
import { createSteadyClock } from "../../src/persistence/steady-clock.ts";

it("goes on while the machine is suspended, and with the finer clock while it runs", () => {
  let [runningMs, sinceBootMs] = [1_000, 500_000];
  const now = createSteadyClock(
    () => runningMs,
    () => sinceBootMs,
  );
  expect(now()).toBe(1_000);
  runningMs += 2_004;
  sinceBootMs += 2_010;
  expect(now()).toBe(3_004);
  sinceBootMs += 600_000;
  expect(now()).toBe(603_010);
  runningMs += 50;
  sinceBootMs += 50;
  expect(now()).toBe(603_060);
});

it("does not run backwards on this machine", () => {
  const now = createSteadyClock();
  const seen = Array.from({ length: 1_000 }, () => now());
  expect(seen.every((ms, at) => at === 0 || ms >= (seen[at - 1] ?? 0))).toBe(true);
});
