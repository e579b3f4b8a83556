import { describe, expect, it } from "vitest";
import { adviceFor } from "../../src/domain/advice.ts";
import { CAUSES } from "../../src/domain/cause.ts";
import { explainCorruption } from "../../src/domain/explanation.ts";
import { aNumber, aResource, sid } from "../support/factories.ts";

describe("why a number is corrupted, in plain words", () => {
  it("names the account, the provider's code and its documentation", () => {
    const trunk = aResource("twilio_sip_trunk", {
      state: "unknown",
      cause: "credentials",
      providerCode: "20003",
    });
    expect(explainCorruption(aNumber(), [trunk])).toMatchObject({
      why: `Twilio rejected the credentials of account ${sid("AC", "a")}.`,
      providerCode: "20003",
      docsUrl: "https://www.twilio.com/docs/api/errors/20003",
    });
  });

  it("speaks of LiveKit where LiveKit is what failed", () => {
    const rule = aResource("livekit_dispatch_rule", { state: "unknown", cause: "credentials" });
    expect(explainCorruption(aNumber(), [rule]).why).toBe(
      "LiveKit rejected the credentials for demo.livekit.cloud.",
    );
  });

  it("falls back on what was recorded at the time, once nothing shows the cause any more", () => {
    expect(explainCorruption(aNumber(), [aResource("twilio_sip_trunk", { state: "gone" })])).toMatchObject({
      why: "Twilio rejected the credentials.",
      providerCode: null,
    });
  });

  it("passes on the words of another program", () => {
    const number = aNumber({
      corruptionCause: "trunk_teardown_failed",
      corruptionMessage: "gave up after 3 tries",
    });
    expect(explainCorruption(number, []).why).toBe(
      "Another program reported: trunk_teardown_failed: gave up after 3 tries",
    );
  });

  it("says so where another program gave no cause", () => {
    const number = aNumber({ corruptionCause: null, corruptionMessage: null });
    expect(explainCorruption(number, []).why).toContain("gave no cause");
  });

  it.each(CAUSES)("has a sentence and a next step for %s at both providers", (cause) => {
    for (const provider of ["twilio", "livekit"] as const) {
      const { why, next } = adviceFor(cause, { provider, account: null, providerCode: null });
      expect(why).toMatch(/\.$/);
      expect(next).toMatch(/\.$/);
      expect(`${why} ${next}`).not.toMatch(/oops|something went wrong|unexpected error/i);
    }
  });
});
