import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlertFacts } from "../../src/operations/ports/alerts.ts";
import { alertMessage } from "../../src/slack/messages/alert-message.ts";
import { aNumber, aResource, NOW } from "../support/factories.ts";
import { anyResources, anyText } from "./support/arbitraries.ts";
import { alertFacts, anIncident } from "./support/incidents.ts";
import { mrkdwnIn, refusalOfMessage } from "./support/limits.ts";

const surroundings = { onCall: "<!subteam^S000ONCALL>", runbookUrl: "https://lineman.example.com/runbook" };
const draw = (facts: AlertFacts) => alertMessage(facts, surroundings);
const golden = (facts: AlertFacts, name: string) =>
  expect(`${JSON.stringify(draw(facts), null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);

const closed = {
  closedAt: new Date(NOW.getTime() + 19 * 60_000),
  closedBy: { kind: "slack_user", id: "U000ONCALL" },
} as const;
const leftover = (changes: object = {}) => ({
  phoneNumberId: 42,
  phoneNumber: "+14155551234",
  label: "Support Line",
  kind: "twilio_credential_list" as const,
  sid: `CL${"b".repeat(32)}`,
  state: "unknown" as const,
  detail: "Twilio rejected the credentials",
  letGoBy: closed.closedBy,
  letGoAt: closed.closedAt,
  reason: null,
  ...changes,
});

describe("an alert looks like this", () => {
  it("while people are needed", () => golden(alertFacts(), "alert-open"));

  it("before the first look", () => {
    const resources = alertFacts().resources.map((resource) => ({
      ...resource,
      state: "unknown" as const,
      checkedAt: null,
      removedAt: null,
      cause: null,
      detail: "",
      providerCode: null,
    }));
    return golden(alertFacts({ resources }), "alert-unchecked");
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
    return golden(
      alertFacts({ resources, number: aNumber({ corruptionCause: "in_use" }) }),
      "alert-half-done",
    );
  });

  it("while a clean-up runs", () => {
    const run = {
      id: "00000000-0000-0000-0000-000000000000",
      phoneNumberId: 42,
      requestedBy: closed.closedBy,
      requestedAt: NOW,
      finishedAt: null,
      outcome: null,
    };
    return golden(alertFacts({ run, number: aNumber({ status: "deleting" }) }), "alert-cleaning-up");
  });

  it("when another program reported it", () => {
    const number = aNumber({
      corruptionCause: "teardown failed",
      corruptionMessage: "SIP <b>500</b> & *more*",
    });
    return golden(alertFacts({ number, resources: [] }), "alert-reported");
  });

  it("after a force delete in Slack", () => {
    const incident = anIncident({
      ...closed,
      outcome: "force_deleted",
      closedReason: "trunk removed by hand, ticket OPS-812",
      closedBasis: "attested",
      approvedBy: { kind: "slack_user", id: "U00SECONDO" },
    });
    const leftovers = [
      leftover({ kind: "twilio_sip_trunk", sid: `TK${"a".repeat(32)}`, state: "gone", detail: "" }),
      leftover(),
    ];
    return golden(alertFacts({ incident, number: null, leftovers }), "alert-force-deleted");
  });

  it("after a force delete through the API", () => {
    const incident = anIncident({
      ...closed,
      closedBy: { kind: "api_token", name: "platform" },
      outcome: "force_deleted",
      closedBasis: "api",
    });
    return golden(
      alertFacts({ incident, number: null, leftovers: [leftover()] }),
      "alert-force-deleted-by-api",
    );
  });

  it("after a clean-up that succeeded", () => {
    const incident = anIncident({ ...closed, outcome: "removed" });
    const resources = [aResource("twilio_sip_trunk", { state: "gone" })];
    return golden(alertFacts({ incident, number: null, resources }), "alert-removed");
  });

  it("after another program resolved it", () => {
    const by = { kind: "system", name: "another program" } as const;
    const incident = anIncident({ ...closed, closedBy: by, outcome: "resolved_elsewhere" });
    return golden(alertFacts({ incident, number: null }), "alert-resolved-elsewhere");
  });
});

const ids = (facts: AlertFacts) => {
  const buttons = draw(facts).blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
  return buttons.map((button) => [button.action_id, "style" in button ? (button.style ?? "") : ""]);
};

describe("what remains to do about a resource", () => {
  it("is to take the number off what others use", () => {
    const shared = aResource("livekit_inbound_trunk", {
      sharedWith: ["+15005550006"],
      detail: "shared with +15005550006; our number is still on it",
    });
    expect(JSON.stringify(draw(alertFacts({ resources: [shared] })).blocks)).toContain(
      "take this number off it, others use it",
    );
  });
});

describe("the buttons of an alert", () => {
  it("offer everything while people are needed, with the next step marked", () => {
    expect(ids(alertFacts())).toEqual([
      ["check_again", ""],
      ["clean_up_done", ""],
      ["retry_clean_up", "primary"],
      ["force_delete_number", "danger"],
    ]);
  });

  it("mark Check again where something was ticked and is not proven yet", () => {
    const resources = [
      aResource("twilio_sip_trunk", { tickedBy: "U00SECONDO" }),
      aResource("livekit_inbound_trunk"),
    ];
    expect(ids(alertFacts({ resources }))).toContainEqual(["check_again", "primary"]);
  });

  it("have nothing to tick where all is settled", () => {
    const resources = [aResource("twilio_sip_trunk", { state: "gone" })];
    expect(ids(alertFacts({ resources })).map(([id]) => id)).toEqual([
      "check_again",
      "retry_clean_up",
      "force_delete_number",
    ]);
  });

  it("only look while a clean-up runs", () => {
    const run = {
      id: "r",
      phoneNumberId: 42,
      requestedBy: closed.closedBy,
      requestedAt: NOW,
      finishedAt: null,
      outcome: null,
    };
    expect(ids(alertFacts({ run }))).toEqual([["check_again", ""]]);
  });

  it("are gone after the end, and the message is still recognised", () => {
    const incident = anIncident({ ...closed, outcome: "removed" });
    const message = draw(alertFacts({ incident, number: null }));
    expect(message.blocks.some(({ type }) => type === "actions")).toBe(false);
    expect(message.metadata).toEqual({ event_type: "lineman_alert", event_payload: { incident_id: 7 } });
  });

  it("hold more resources than fit behind one button", () => {
    const resources = Array.from({ length: 25 }, (_, index) =>
      aResource("twilio_credential_list", { sid: `CL${String(index).padStart(32, "0")}` }),
    );
    const message = draw(alertFacts({ resources }));
    const shown = resources.filter(({ sid }) => JSON.stringify(message.blocks).includes(sid)).length;
    expect(shown).toBeLessThanOrEqual(20);
    expect(JSON.stringify(message.blocks)).toContain(`"+${25 - shown} more…"`);
  });
});

describe("any alert", () => {
  const facts = fc.record({
    label: anyText,
    phoneNumber: fc.oneof(fc.constant("+14155551234"), anyText),
    cause: fc.oneof(fc.constantFrom("credentials", "timeout", "in_use"), anyText),
    message: anyText,
    reason: fc.option(anyText),
    outcome: fc.constantFrom(
      null,
      "force_deleted" as const,
      "removed" as const,
      "resolved_elsewhere" as const,
    ),
    resources: anyResources(200),
  });

  it("is inside Slack's limits and mentions nobody but those on call, whatever it is about", () => {
    fc.assert(
      fc.property(facts, ({ label, phoneNumber, cause, message, reason, outcome, resources }) => {
        const ended =
          outcome === null
            ? {}
            : { ...closed, outcome, closedReason: reason, closedBasis: "attested" as const };
        const incident = anIncident({ label, phoneNumber, cause, message, ...ended });
        const number =
          outcome === null
            ? aNumber({ label, phoneNumber, corruptionCause: cause, corruptionMessage: message })
            : null;
        const drawn = draw(alertFacts({ incident, number, resources, leftovers: [] }));
        expect(refusalOfMessage(drawn)).toBeUndefined();
        expect(JSON.stringify(drawn.blocks).length).toBeLessThan(16_000);
        const mentions = [drawn.text, ...mrkdwnIn(drawn.blocks)].join("\n").match(/<[@!][^>]*>/g) ?? [];
        expect(
          mentions.filter((mention) => !/^<(!date\^|!subteam\^S000ONCALL>|@U000ONCALL>)/.test(mention)),
        ).toEqual([]);
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it("shows fewer resources rather than more than Slack takes, and says how many", () => {
    const resources = Array.from({ length: 20 }, (_, index) =>
      aResource("twilio_ip_access_control_list", {
        sid: `AL${String(index).padStart(32, "0")}${"x".repeat(200)}`,
        detail: "a long reason ".repeat(40),
        tickedBy: "U00SECONDO",
        tickedAt: NOW,
      }),
    );
    const { blocks } = draw(alertFacts({ resources }));
    const characters = mrkdwnIn(blocks).reduce((sum, text) => sum + text.length, 0);
    expect(characters).toBeGreaterThan(7000);
    expect(characters).toBeLessThan(10_000);
    const shown = blocks.filter((block) => JSON.stringify(block).includes("*IP access control list*")).length;
    expect(shown).toBeLessThan(20);
    expect(JSON.stringify(blocks)).toContain(`+${20 - shown} more…`);
  });

  it("tells its story in the text alone", () => {
    expect(draw(alertFacts()).text).toBe(
      "+1 415 555 1234 (Support Line, id 42) could not be deleted: Twilio rejected the credentials of account " +
        `AC${"a".repeat(32)}. 3 of 5 resources unverified or still there. Open the message to act.`,
    );
  });
});
