import { describe, expect, it } from "vitest";
import type { AlertFacts } from "../../src/operations/ports/alerts.ts";
import { aResource, NOW } from "../support/factories.ts";
import { anApproval, aRun, draw, minutesLater, REQUESTER } from "./support/alert-golden.ts";
import { alertFacts, anIncident } from "./support/incidents.ts";

const closed = { closedAt: minutesLater(19), closedBy: REQUESTER };

const actionRows = (facts: AlertFacts) =>
  draw(facts).blocks.flatMap((block) => (block.type === "actions" ? [block] : []));
const ids = (facts: AlertFacts) => {
  const buttons = actionRows(facts).flatMap(({ elements }) => elements);
  return buttons.map((button) => [button.action_id, "style" in button ? (button.style ?? "") : ""]);
};

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

  it("mark Check again where everything was ticked since the last look, and the next step says so", () => {
    const ticked = { state: "unknown", tickedBy: "U00SECONDO", tickedAt: minutesLater(6) } as const;
    const facts = alertFacts({
      resources: [
        aResource("twilio_sip_trunk", ticked),
        aResource("twilio_credential_list", { state: "gone" }),
      ],
    });
    expect(ids(facts)).toContainEqual(["check_again", "primary"]);
    expect(JSON.stringify(draw(facts).blocks)).toContain(
      "*Next:* Press Check again: people say that the rest is removed, and nothing was looked at since.",
    );
    const looked = { ...ticked, checkedAt: minutesLater(7) };
    const after = alertFacts({ resources: [aResource("twilio_sip_trunk", looked)] });
    expect(ids(after)).toContainEqual(["check_again", ""]);
    expect(JSON.stringify(draw(after).blocks)).toContain("or Force delete, which records their word");
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
