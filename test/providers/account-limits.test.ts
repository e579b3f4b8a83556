import { describe, expect, it } from "vitest";
import { createAccountLimits } from "../../src/providers/twilio/account-limits.ts";

describe("the slots of accounts", () => {
  it("are remembered for a thousand accounts, and for whoever uses one just now", async () => {
    const accounts = createAccountLimits(1);
    let end = () => {};
    const under = accounts.of("busy");
    const busy = under(
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    for (let index = 0; index < 5_000; index += 1) {
      accounts.of(`AC${index}`);
      expect(accounts.size()).toBeLessThanOrEqual(1_000);
    }
    expect(accounts.of("busy")).toBe(under);
    await Promise.resolve();
    end();
    await busy;
  });
});
