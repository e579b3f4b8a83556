import { describe, expect, it } from "vitest";
import { adviceFor } from "../../src/domain/advice.ts";
import { CAUSES } from "../../src/domain/cause.ts";
import { commonReason, explainCorruption } from "../../src/domain/explanation.ts";
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

  it("has the provider's own words, as far as the sentence does not say them", () => {
    const words = (
      cause: "credentials" | "timeout" | "in_use",
      detail: string,
      providerCode: string | null,
    ) =>
      explainCorruption(aNumber({ corruptionCause: cause }), [
        aResource("twilio_sip_trunk", { state: "unknown", cause, providerCode, detail }),
      ]).words;
    expect(words("credentials", "Twilio rejected the credentials (error 20003: Authenticate)", "20003")).toBe(
      "Authenticate",
    );
    expect(
      words(
        "in_use",
        "could not be removed: Twilio refused (a) (error 21241: List (CL1) is mapped)",
        "21241",
      ),
    ).toBe("List (CL1) is mapped");
    expect(words("timeout", "Twilio could not be reached (ECONNRESET)", null)).toBe("ECONNRESET");
    expect(words("timeout", "not tried, because the time was used up", null)).toBe(
      "not tried, because the time was used up",
    );
    expect(words("credentials", "Twilio rejected the credentials (HTTP 401)", "401")).toBeNull();
    expect(words("credentials", "Twilio rejected the credentials", null)).toBeNull();
  });

  it("is said once for those that give the same reason", () => {
    const refused = {
      state: "unknown",
      cause: "credentials",
      detail: "Twilio rejected (error 20003: A)",
    } as const;
    const trunk = aResource("twilio_sip_trunk", refused);
    const list = aResource("twilio_credential_list", refused);
    expect(commonReason(aNumber(), [trunk, list])).toBe(refused.detail);
    expect(commonReason(aNumber(), [trunk, { ...list, detail: "else" }])).toBeNull();
    expect(commonReason(aNumber({ corruptionCause: null }), [trunk, list])).toBeNull();
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
