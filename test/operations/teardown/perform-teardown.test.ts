import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ProviderError } from "../../../src/domain/errors.ts";
import { createOperationsHarness, type OperationsHarness } from "../../support/operations-harness.ts";

const ACTOR = { kind: "api_token", name: "platform" } as const;
/** Nothing is done beside it. */
const AT_TWILIO_ALONE = { livekitTrunkId: null, livekitDispatchRuleId: null };
let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

describe("the pause before a step is tried again", () => {
  const sleep = () => harness.clock.sleep;
  let asItWas: ReturnType<typeof sleep>;
  beforeEach(() => {
    asItWas = sleep();
  });
  afterEach(() => {
    harness.clock.sleep = asItWas;
  });

  /** Every removal fails for a passing reason; `inThePause` is what happens while the first one waits. */
  function failing(inThePause: (paused: number) => Promise<unknown>) {
    let pauses = 0;
    harness.outside.onPerform = () => {
      throw new ProviderError({ provider: "twilio", kind: "unavailable", message: "down" });
    };
    harness.clock.sleep = async (ms) => {
      pauses += 1;
      await inThePause(pauses);
      await asItWas(ms);
    };
  }
  const removals = () => harness.outside.calls.filter((call) => call.startsWith("remove "));

  it("ends without another call where another process has taken the run over meanwhile", async () => {
    const { number } = await harness.importedNumber(AT_TWILIO_ALONE);
    let before = 0;
    failing(async (pauses) => {
      if (pauses > 1) return;
      // Suspended: its lease ran out, and somebody else has it.
      before = removals().length;
      const run = await harness.database.teardowns.openOf(number.id);
      const now = new Date(harness.clock.now().getTime() + 60_000);
      const until = new Date(now.getTime() + 30_000);
      expect(await harness.database.teardowns.lease(run?.id ?? "", "another process", now, until)).toBe(true);
    });
    await expect(harness.operations.deleteNumber(number.id, ACTOR)).rejects.toThrow(/taken this delete over/);
    expect(removals().length).toBe(before);
  });

  it("ends without another call where the time for the clean-up is used up by then", async () => {
    const { number } = await harness.importedNumber(AT_TWILIO_ALONE);
    let before = 0;
    failing(async (pauses) => {
      if (pauses > 1) return;
      before = removals().length;
      harness.clock.advance(60_000);
    });
    const outcome = await harness.operations.deleteNumber(number.id, ACTOR);
    // What the provider said is told, not that there was no time.
    expect(outcome).toMatchObject({ outcome: "corrupted", number: { corruptionCause: "unavailable" } });
    expect(removals().length).toBe(before);
  });
});
