import { describe, expect, it } from "vitest";
import { adviceFor } from "../../src/domain/advice.ts";
import { CAUSES, type Cause } from "../../src/domain/cause.ts";
import { commonReason, explainCorruption } from "../../src/domain/explanation.ts";
import { aNumber, aResource, NOW, secondsBefore, sid } from "../support/factories.ts";

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

  it("is said above where it names the one thing that it is about", () => {
    const list = aResource("twilio_credential_list", {
      cause: "in_use",
      providerCode: "21241",
      detail: "Twilio refused because something else still uses it (error 21241: List is mapped)",
    });
    const number = aNumber({ corruptionCause: "in_use" });
    const trunk = aResource("twilio_sip_trunk", { state: "gone" });
    expect(explainCorruption(number, [trunk, list])).toMatchObject({
      why: "Twilio does not remove the credential list while something else uses it.",
      words: "List is mapped",
    });
    expect(commonReason(number, [trunk, list])).toBe(list.detail);
    const other = aResource("twilio_credential_list", { sid: sid("CL", "b") });
    expect(explainCorruption(number, [other, list]).why).toContain(
      `remove credential list ${list.sid} while`,
    );
  });

  it("passes on the words of another program", () => {
    const number = aNumber({
      corruptionCause: "trunk_teardown_failed",
      corruptionMessage: "gave up after 3 tries",
    });
    expect(explainCorruption(number, []).why).toBe(
      "Another program reported: gave up after 3 tries (trunk_teardown_failed).",
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

describe("why a number is corrupted, once a later look does not show it any more", () => {
  const later = { checkedAt: secondsBefore(-600) };
  const explain = (cause: Cause, ...resources: ReturnType<typeof aResource>[]) =>
    explainCorruption(aNumber({ corruptionCause: cause }), resources);

  it("is past, and what is left is to be cleaned up", () => {
    const list = aResource("twilio_credential_list", later);
    const trunk = aResource("twilio_sip_trunk", { state: "gone", ...later });
    expect(explain("credentials", trunk, list)).toMatchObject({
      why: "When it failed: Twilio rejected the credentials. The last look got through.",
      next: "Press Retry clean-up; or remove what is left by hand, press Check again, then Force delete.",
      docsUrl: null,
      providerCode: null,
    });
  });

  it("is past, whatever it was, where nothing is left", () => {
    const trunk = aResource("twilio_sip_trunk", { state: "gone" });
    for (const cause of CAUSES) {
      const { why, next } = explain(cause, trunk);
      expect(why).toBe("When it failed: Twilio rejected the credentials. By now nothing is left.");
      expect(next).toContain("Nothing is left to clean up");
    }
  });

  it("gives way to what stopped that look", () => {
    const silent = { state: "unknown", cause: "timeout", detail: "Twilio did not answer in 10 s" } as const;
    const trunk = aResource("twilio_sip_trunk", { ...silent, ...later });
    expect(explain("credentials", trunk)).toMatchObject({
      why: "When it failed: Twilio rejected the credentials. Now: Twilio did not answer in time.",
      next: expect.stringContaining("Press Retry clean-up"),
    });
  });

  it("is still told as it was recorded where a look shows nothing of it", () => {
    // To look at a thing is permitted where to remove it is not, and shows nothing of who uses it.
    for (const cause of ["in_use", "permission", "conflict", "unexpected"] as const)
      expect(explain(cause, aResource("twilio_credential_list", later)).why).toBe(
        "Twilio rejected the credentials.",
      );
  });

  it("is not past after a look that is older than the failure", () => {
    const list = aResource("twilio_credential_list", { checkedAt: NOW });
    expect(explain("credentials", list).why).toBe("Twilio rejected the credentials.");
  });
});
