import { describe, expect, it } from "vitest";
import { livekitRights, twilioRights } from "../../src/cli/doctor/providers.ts";
import { ProviderError } from "../../src/domain/errors.ts";
import { expectFinding, type FindingCase, means } from "./fake-doctor-means.ts";

const isLimited = new ProviderError({
  provider: "twilio",
  kind: "timeout",
  message: "Twilio did not answer",
});

const FINDINGS: FindingCase[] = [
  [
    "Twilio, as proven",
    twilioRights,
    means(),
    "ok",
    "AC1 is active; trunks and credential lists can be read.",
    null,
  ],
  [
    "no account of its own",
    twilioRights,
    means({ proveTwilio: async () => null }),
    "ok",
    "No TWILIO_ACCOUNT_SID is set",
    null,
  ],
  [
    "a cause without advice of its own",
    twilioRights,
    means({ proveTwilio: () => Promise.reject(isLimited) }),
    "failed",
    "Twilio did not answer.",
    "status.twilio.com",
  ],
  ["LiveKit, as proven", livekitRights, means(), "ok", "accepts the key", null],
];

describe("the doctor", () => {
  it.each(FINDINGS)("on %s", (_situation, ...found) => expectFinding(...found));

  it("takes what a provider's check throws beside for a fault of its own", async () => {
    const bug = means({ proveLivekit: () => Promise.reject(new Error("oops")) });
    await expect(livekitRights.look(bug)).rejects.toThrow("oops");
  });
});
