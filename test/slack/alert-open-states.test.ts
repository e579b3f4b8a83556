import { describe, it } from "vitest";
import { AUTOMATIC_RETRY } from "../../src/domain/automatic-retry.ts";
import type { Incident } from "../../src/domain/incident.ts";
import { aNumber, aResource, NOW } from "../support/factories.ts";
import { APPROVER, anApproval, aRun, expectGolden, minutesLater, REQUESTER } from "./support/alert-golden.ts";
import { alertFacts, anIncident } from "./support/incidents.ts";

const unchecked = () =>
  alertFacts().resources.map((resource) => ({
    ...resource,
    state: "unknown" as const,
    checkedAt: null,
    removedAt: null,
    cause: null,
    detail: "",
    providerCode: null,
  }));
/** Twilio does not answer: what Lineman tries again by itself. */
const timeout = {
  state: "unknown",
  cause: "timeout",
  detail: "Twilio did not answer in 10 s",
} as const;
const transient = (incident: Partial<Incident>) =>
  alertFacts({
    incident: anIncident({ cause: "timeout", ...incident }),
    number: aNumber({ corruptionCause: "timeout", corruptionMessage: timeout.detail }),
    resources: [
      aResource("twilio_sip_trunk", timeout),
      aResource("livekit_dispatch_rule", { state: "gone", removedAt: NOW }),
    ],
  });
const claim = { claimedBy: REQUESTER, claimedAt: minutesLater(2), lastActedAt: minutesLater(2) };
const snooze = { snoozedBy: REQUESTER, snoozedUntil: minutesLater(120), lastActedAt: minutesLater(1) };

describe("an open alert looks like this", () => {
  it("while people are needed", () => expectGolden(alertFacts(), "alert-open"));

  it("where the first look does not begin", () =>
    expectGolden(alertFacts({ resources: unchecked(), readAt: minutesLater(2) }), "alert-never-looked-at"));

  it("before the first look", () => expectGolden(alertFacts({ resources: unchecked() }), "alert-unchecked"));

  it("during the first look", () => {
    const incident = anIncident({ checkingSince: NOW });
    return expectGolden(alertFacts({ incident, resources: unchecked() }), "alert-first-look");
  });

  it("while everything is looked at again", () => {
    const incident = anIncident({ checkingSince: minutesLater(8), lastActedAt: minutesLater(8) });
    return expectGolden(alertFacts({ incident, readAt: minutesLater(8) }), "alert-checking");
  });

  it("after some was cleaned up by hand", () => {
    const resources = [
      aResource("twilio_sip_trunk", { state: "gone" }),
      aResource("twilio_credential_list", { state: "present", tickedBy: "U00SECONDO", tickedAt: NOW }),
      aResource("twilio_ip_access_control_list", {
        state: "kept",
        sharedWith: ["+15005550006"],
        detail: "shared with +15005550006",
      }),
    ];
    const number = aNumber({ corruptionCause: "in_use" });
    return expectGolden(alertFacts({ resources, number }), "alert-half-done");
  });

  it("while somebody has claimed it", () =>
    expectGolden(alertFacts({ incident: anIncident(claim), readAt: minutesLater(3) }), "alert-claimed"));

  it("while it is snoozed", () =>
    expectGolden(alertFacts({ incident: anIncident(snooze), readAt: minutesLater(3) }), "alert-snoozed"));

  it("before an automatic try, when nobody is called yet", () => {
    const facts = transient({ nextRetryAt: minutesLater(1) });
    return expectGolden({ ...facts, mentions: false }, "alert-retry-planned");
  });

  it("while a claim pauses the automatic tries", () => {
    const facts = transient({ nextRetryAt: minutesLater(5), retries: 1, ...claim });
    return expectGolden({ ...facts, readAt: minutesLater(3) }, "alert-retry-paused-by-claim");
  });

  it("while a snooze pauses the automatic tries", () => {
    const facts = transient({ nextRetryAt: minutesLater(5), retries: 1, ...snooze });
    return expectGolden({ ...facts, readAt: minutesLater(3) }, "alert-retry-paused-by-snooze");
  });

  it("while an open window pauses the automatic tries", () => {
    const facts = transient({ nextRetryAt: minutesLater(5), retries: 1 });
    return expectGolden({ ...facts, readAt: minutesLater(7) }, "alert-retry-waits");
  });

  it("after the last automatic try", () =>
    expectGolden({ ...transient({ retries: 4 }), readAt: minutesLater(170) }, "alert-retries-used-up"));

  it("while a second person is waited for", () => {
    const incident = anIncident({ ...claim, lastActedAt: minutesLater(5) });
    return expectGolden(
      alertFacts({ incident, approval: anApproval(), readAt: minutesLater(6) }),
      "alert-waiting-for-approval",
    );
  });

  it("while a clean-up runs that a person started", () =>
    expectGolden(alertFacts({ run: aRun(), number: aNumber({ status: "deleting" }) }), "alert-cleaning-up"));

  it("while Lineman tries again by itself", () => {
    const facts = transient({ retries: 2 });
    const number = aNumber({ status: "deleting", corruptionCause: "timeout" });
    return expectGolden({ ...facts, number, run: aRun(AUTOMATIC_RETRY) }, "alert-trying-again");
  });

  it("when another program reported it", () => {
    const number = aNumber({
      corruptionCause: "teardown failed",
      corruptionMessage: "SIP <b>500</b> & *more*",
    });
    return expectGolden(alertFacts({ number, resources: [] }), "alert-reported");
  });

  it("when people say that the rest is removed", () => {
    const incident = anIncident({ claimedBy: APPROVER, claimedAt: NOW, lastActedAt: NOW });
    const resources = [
      aResource("twilio_sip_trunk", { state: "gone" }),
      aResource("twilio_credential_list", { ...timeout, tickedBy: "U000ONCALL", tickedAt: NOW }),
    ];
    return expectGolden(alertFacts({ incident, resources }), "alert-vouched-for");
  });
});
