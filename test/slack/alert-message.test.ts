import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlertFacts } from "../../src/operations/ports/alerts.ts";
import { aNumber, aResource, NOW } from "../support/factories.ts";
import { anApproval, aRun, draw, minutesLater, REQUESTER } from "./support/alert-golden.ts";
import { anyResources, anyText } from "./support/arbitraries.ts";
import { alertFacts, anIncident } from "./support/incidents.ts";
import { mrkdwnIn, refusalOfMessage } from "./support/limits.ts";

const closed = { closedAt: minutesLater(19), closedBy: REQUESTER };

const actionRows = (facts: AlertFacts) =>
  draw(facts).blocks.flatMap((block) => (block.type === "actions" ? [block] : []));
const ids = (facts: AlertFacts) => {
  const buttons = actionRows(facts).flatMap(({ elements }) => elements);
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
      ["claim_incident", ""],
      ["snooze_incident", ""],
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
      "claim_incident",
      "snooze_incident",
    ]);
  });

  it("only look, claim and snooze while a clean-up runs", () => {
    expect(ids(alertFacts({ run: aRun() }))).toEqual([
      ["check_again", ""],
      ["claim_incident", ""],
      ["snooze_incident", ""],
    ]);
  });

  it("mark nothing while everything is looked at, or a second person is waited for", () => {
    const styles = (facts: AlertFacts) => ids(facts).map(([, style]) => style);
    const checking = anIncident({ checkingSince: NOW });
    expect(styles(alertFacts({ incident: checking }))).not.toContain("primary");
    expect(styles(alertFacts({ approval: anApproval() }))).not.toContain("primary");
    const died = alertFacts({ incident: checking, readAt: minutesLater(1) });
    expect(styles(died)).toContain("primary");
  });

  it("offer Release, which asks first, while somebody has claimed it", () => {
    const [, second] = actionRows(alertFacts({ incident: anIncident({ claimedBy: REQUESTER }) }));
    expect(second?.elements[0]).toMatchObject({ action_id: "release_incident", value: "42:7" });
    expect(JSON.stringify(second?.elements[0])).toContain("<@U000ONCALL> has claimed it.");
  });

  it("offer to wake what is snoozed, and nothing of the kind when that is over", () => {
    const incident = anIncident({ snoozedUntil: minutesLater(30), snoozedBy: REQUESTER });
    const choices = (readAt: Date) => {
      const menu = actionRows(alertFacts({ incident, readAt }))[1]?.elements[1];
      return menu?.type === "static_select" ? menu.options?.map(({ value }) => value) : [];
    };
    expect(choices(NOW)).toEqual(["wake@42:7", "30m@42:7", "2h@42:7", "tomorrow@42:7"]);
    expect(choices(minutesLater(30))).toEqual(["30m@42:7", "2h@42:7", "tomorrow@42:7"]);
  });

  it("let the same snooze be chosen again after it was acted on", () => {
    const row = (lastActedAt: Date | null) =>
      actionRows(alertFacts({ incident: anIncident({ lastActedAt }) }))[1]?.block_id;
    expect(new Set([row(null), row(NOW), row(minutesLater(1))]).size).toBe(3);
  });

  it("say which number they act on to those who hear them", () => {
    const labels = actionRows(alertFacts()).flatMap(({ elements }) =>
      elements.flatMap((element) => ("accessibility_label" in element ? [element.accessibility_label] : [])),
    );
    expect(labels).toEqual([
      "Check again: +1 415 555 1234",
      "I've cleaned up: +1 415 555 1234",
      "Retry clean-up: +1 415 555 1234",
      "Force delete: +1 415 555 1234",
      "Claim: +1 415 555 1234",
    ]);
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
    actor: fc.oneof(
      fc.constant(REQUESTER),
      anyText.map((id) => ({ kind: "slack_user" as const, id })),
      anyText.map((name) => ({ kind: "api_token" as const, name })),
    ),
    goingOn: fc.record({
      claimed: fc.boolean(),
      snoozed: fc.boolean(),
      checking: fc.boolean(),
      running: fc.boolean(),
      asked: fc.boolean(),
      mentions: fc.boolean(),
      retryInMinutes: fc.option(fc.integer({ min: -5, max: 120 })),
    }),
  });

  it("is inside Slack's limits and mentions nobody but those on call, whatever it is about", () => {
    fc.assert(
      fc.property(
        facts,
        ({ label, phoneNumber, cause, message, reason, outcome, resources, actor, goingOn }) => {
          const ended =
            outcome === null
              ? {}
              : { ...closed, outcome, closedReason: reason, closedBasis: "attested" as const };
          const at = minutesLater(1);
          const { claimed, snoozed, checking, retryInMinutes } = goingOn;
          const incident = anIncident({
            ...{ label, phoneNumber, cause, message },
            ...(claimed ? { claimedBy: actor, claimedAt: at } : {}),
            ...(snoozed ? { snoozedBy: actor, snoozedUntil: minutesLater(60) } : {}),
            ...(checking ? { checkingSince: NOW } : {}),
            nextRetryAt: retryInMinutes === null ? null : minutesLater(retryInMinutes),
            ...ended,
          });
          const number =
            outcome === null
              ? aNumber({ label, phoneNumber, corruptionCause: cause, corruptionMessage: message })
              : null;
          const drawn = draw(
            alertFacts({
              ...{ incident, number, resources },
              run: goingOn.running ? aRun(actor) : null,
              approval: goingOn.asked ? { ...anApproval(), requestedBy: actor } : null,
              mentions: goingOn.mentions,
            }),
          );
          expect(refusalOfMessage(drawn)).toBeUndefined();
          expect(JSON.stringify(drawn.blocks).length).toBeLessThan(16_000);
          const mentions = [drawn.text, ...mrkdwnIn(drawn.blocks)].join("\n").match(/<[@!][^>]*>/g) ?? [];
          expect(
            mentions.filter((mention) => !/^<(!date\^|!subteam\^S000ONCALL>|@U000ONCALL>)/.test(mention)),
          ).toEqual([]);
        },
      ),
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

  it("says in the text alone what goes on", () => {
    const claimed = { claimedBy: REQUESTER, claimedAt: NOW };
    const said = (facts: Parameters<typeof alertFacts>[0]) => draw(alertFacts(facts)).text;
    expect(said({ incident: anIncident(claimed) })).toContain("Claimed by <@U000ONCALL>");
    expect(said({ incident: anIncident({ snoozedUntil: minutesLater(1) }) })).toContain(
      "Snoozed until <!date",
    );
    expect(said({ incident: anIncident({ checkingSince: NOW }) })).toContain("looking at every resource");
    expect(said({ incident: anIncident({ nextRetryAt: minutesLater(1) }) })).toContain(
      "automatic try: <!date",
    );
    expect(said({ run: aRun() })).toContain("<@U000ONCALL> started the clean-up");
    expect(said({ approval: anApproval() })).toContain("approve or decline in the thread");
  });

  it("calls nobody while it may heal by itself", () => {
    const drawn = draw(alertFacts({ mentions: false }));
    expect(JSON.stringify(drawn)).not.toContain("subteam");
  });

  it("tells its story in the text alone", () => {
    expect(draw(alertFacts()).text).toBe(
      "+1 415 555 1234 (Support Line, id 42) could not be deleted: Twilio rejected the credentials of account " +
        `AC${"a".repeat(32)}. 3 of 5 resources unverified or still there. Open the message to act.`,
    );
  });
});
