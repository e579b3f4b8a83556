import { describe, expect, it } from "vitest";
import type { SharingVerdict } from "../../src/domain/sharing.ts";
import { decideTeardownOutcome } from "../../src/domain/teardown-outcome.ts";
import { planTeardown } from "../../src/domain/teardown-plan.ts";
import { resourceAfterTeardown } from "../../src/domain/teardown-result.ts";
import { aResource, NOW } from "../support/factories.ts";

describe("how a teardown ends", () => {
  it("removed when everything is gone, or kept and proven shared", () => {
    expect(
      decideTeardownOutcome([
        aResource("twilio_sip_trunk", { state: "gone" }),
        aResource("twilio_credential_list", { state: "kept" }),
      ]),
    ).toEqual({ outcome: "removed" });
  });

  it("removed when there was nothing outside", () => {
    expect(decideTeardownOutcome([])).toEqual({ outcome: "removed" });
  });

  it("corrupted with the cause that lasts, before one that passes by itself", () => {
    const outcome = decideTeardownOutcome([
      aResource("livekit_dispatch_rule", {
        state: "unknown",
        cause: "timeout",
        detail: "LiveKit did not answer",
      }),
      aResource("twilio_sip_trunk", {
        state: "unknown",
        cause: "credentials",
        detail: "Twilio rejected the credentials",
      }),
    ]);
    expect(outcome).toMatchObject({
      outcome: "corrupted",
      cause: "credentials",
      message: "Twilio rejected the credentials",
    });
  });

  it("corrupted for one resource that was never seen, although nothing failed", () => {
    expect(
      decideTeardownOutcome([
        aResource("twilio_sip_trunk", { state: "unknown", cause: null, detail: "never seen here" }),
      ]),
    ).toMatchObject({
      outcome: "corrupted",
      cause: "unexpected",
      message: "never seen here",
    });
  });
});

describe("a resource after its teardown", () => {
  const trunk = aResource("twilio_sip_trunk");
  const steps = planTeardown([{ resource: trunk, sharing: { shared: "no" } }]);
  const verdict = (outcome: "removed" | "failed") =>
    new Map([
      [
        steps[0]!.id,
        {
          outcome,
          cause: outcome === "failed" ? ("in_use" as const) : null,
          detail: "it has subdomains",
          providerCode: "21247",
        },
      ],
    ]);

  it("says that Lineman removed it when it is gone", () => {
    expect(
      resourceAfterTeardown({ ...trunk, state: "gone" }, steps, verdict("removed"), NOW).removedAt,
    ).toEqual(NOW);
  });

  it("says why it could not be removed when it is still there", () => {
    expect(resourceAfterTeardown(trunk, steps, verdict("failed"), NOW)).toMatchObject({
      state: "present",
      cause: "in_use",
      detail: "could not be removed: it has subdomains",
      providerCode: "21247",
    });
  });

  it("is not settled while our number could not be taken off a shared trunk", () => {
    const shared = aResource("livekit_inbound_trunk");
    const sharing: SharingVerdict = {
      shared: "yes",
      users: ["number +1"],
      ours: true,
      recordedByOthers: false,
    };
    const detach = planTeardown([{ resource: shared, sharing }]);
    const failed = new Map([
      [
        detach[0]!.id,
        {
          outcome: "failed" as const,
          cause: "unavailable" as const,
          detail: "LiveKit is down",
          providerCode: null,
        },
      ],
    ]);
    expect(resourceAfterTeardown(shared, detach, failed, NOW)).toMatchObject({
      state: "present",
      cause: "unavailable",
    });
  });
});
