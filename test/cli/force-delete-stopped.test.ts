import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import type { CommandVerbs } from "../../src/operations/command-verbs.ts";
import { aNumber, NOW } from "../support/factories.ts";
import { runFake } from "./fake-session.ts";
import { closed, gone } from "./shown-facts.ts";

const later = <T>(value: T) => new Promise<T>((resolve) => setTimeout(() => resolve(value), 50));
const ARGS = ["numbers", "force-delete", "42", "--digits", "1234", "--yes"];
const verbs: Partial<CommandVerbs> = {
  checkForceDelete: () =>
    later({
      number: aNumber(),
      resources: [gone],
      factsReadAt: NOW,
      basis: "proven" as const,
      needsApproval: false,
      isWaiting: false,
      shown: { status: "corrupted" as const, states: {} },
    }),
  forceDelete: () => later({ result: "done", basis: "proven", incident: closed, leftBehind: [] } as const),
};
const press = (during: keyof CommandVerbs, times: number) =>
  runFake(ARGS, verbs, { ctrlC: { during, times } });

describe("Ctrl-C in a force delete", () => {
  it("stops it while everything is checked, and gives the desk back", async () => {
    const run = await press("checkForceDelete", 1);
    expect(run).toMatchObject({ code: EXIT.interrupted, out: "", open: 0 });
    expect(run.err).toMatch(/\nStopped: nothing was changed\.\n$/);
  });

  it("is told that the deed goes on, once it is being done, and its outcome is awaited", async () => {
    const run = await press("forceDelete", 1);
    expect(run).toMatchObject({ code: 0, open: 0 });
    expect(run.err).toMatch(/\nThe force delete is being done, and nothing stops it any more\./);
    expect(run.out).toContain("was force-deleted: everything proven gone or kept. Case LM-42-1.");
  });

  it("ends the wait at the second time, and says how to find out what became of it", async () => {
    const run = await press("forceDelete", 2);
    expect(run).toMatchObject({ code: EXIT.broken, open: 0 });
    expect(run.out).not.toContain("was force-deleted");
    expect(run.err).toContain("whether number 42 was force-deleted is not known.");
    expect(run.err).toContain("`lineman audit export --number 42`");
  });
});
