import { describe, it } from "vitest";
import type { Actor } from "../../src/domain/actor.ts";
import { AUTOMATIC_RETRY } from "../../src/domain/automatic-retry.ts";
import { RESOLVED_ELSEWHERE } from "../../src/domain/incident.ts";
import { aResource, NOW } from "../support/factories.ts";
import { APPROVER, expectGolden, minutesLater, REQUESTER } from "./support/alert-golden.ts";
import { alertFacts, anIncident } from "./support/incidents.ts";

const closed = { closedAt: minutesLater(19), closedBy: REQUESTER };
const leftover = (changes: object = {}) => ({
  phoneNumberId: 42,
  phoneNumber: "+14155551234",
  label: "Support Line",
  kind: "twilio_credential_list" as const,
  sid: `CL${"b".repeat(32)}`,
  state: "unknown" as const,
  detail: "Twilio rejected the credentials",
  checkedAt: NOW,
  letGoBy: closed.closedBy,
  letGoAt: closed.closedAt,
  reason: null,
  ...changes,
});
const removedBy = (closedBy: Actor, retries = 0) =>
  alertFacts({
    incident: anIncident({ ...closed, closedBy, retries, outcome: "removed" }),
    number: null,
    resources: [aResource("twilio_sip_trunk", { state: "gone" })],
  });

describe("a closed alert looks like this", () => {
  it("after a force delete in Slack", () => {
    const incident = anIncident({
      ...closed,
      outcome: "force_deleted",
      closedReason: "trunk removed by hand, ticket OPS-812",
      closedBasis: "attested",
      approvedBy: APPROVER,
    });
    const leftovers = [
      leftover({ kind: "twilio_sip_trunk", sid: `TK${"a".repeat(32)}`, state: "gone", detail: "" }),
      leftover(),
    ];
    return expectGolden(alertFacts({ incident, number: null, leftovers }), "alert-force-deleted");
  });

  it("after a force delete through the API", () => {
    const incident = anIncident({
      ...closed,
      closedBy: { kind: "api_token", name: "platform" },
      outcome: "force_deleted",
      closedBasis: "api",
    });
    return expectGolden(
      alertFacts({ incident, number: null, leftovers: [leftover()] }),
      "alert-force-deleted-by-api",
    );
  });

  it("after a clean-up that a person started", () => expectGolden(removedBy(REQUESTER), "alert-removed"));

  it("after an automatic try that succeeded", () =>
    expectGolden(removedBy(AUTOMATIC_RETRY, 2), "alert-removed-by-itself"));

  it("after a normal delete through the API that succeeded", () =>
    expectGolden(removedBy({ kind: "api_token", name: "platform" }), "alert-removed-by-api"));

  it.each([
    ["removed it", RESOLVED_ELSEWHERE.removed, "alert-removed-elsewhere"],
    ["set it right", RESOLVED_ELSEWHERE.active, "alert-active-elsewhere"],
    ["did what nobody has written down", null, "alert-resolved-elsewhere"],
  ])("after another program %s", (_what, closedReason, name) => {
    const closedBy = { kind: "system", name: "another program" } as const;
    const incident = anIncident({ ...closed, closedBy, closedReason, outcome: "resolved_elsewhere" });
    return expectGolden(alertFacts({ incident, number: null }), name);
  });
});
