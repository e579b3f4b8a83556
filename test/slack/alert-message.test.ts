import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setUpFailure } from "../../src/domain/provision-failure.ts";
import { aNumber, aResource, NOW } from "../support/factories.ts";
import { anApproval, aRun, draw, minutesLater, REQUESTER } from "./support/alert-golden.ts";
import { anyResources, anyText } from "./support/arbitraries.ts";
import { alertFacts, anIncident } from "./support/incidents.ts";
import { mrkdwnIn, refusalOfMessage } from "./support/limits.ts";

const closed = { closedAt: minutesLater(19), closedBy: REQUESTER };

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

  it("says how late it came, before and after its first post, open and closed", () => {
    const foot = (incident: Parameters<typeof anIncident>[0], readAt: Date) =>
      JSON.stringify(draw(alertFacts({ incident: anIncident(incident), readAt })).blocks.at(-1));
    const late = "posted 4 min late: Slack asked to wait, or was out of reach";
    const posted = { alertTs: `${minutesLater(4).getTime() / 1000}.000100` };
    expect(foot({ alertTs: null }, minutesLater(4))).toContain(late);
    expect(foot(posted, minutesLater(90))).toContain(late);
    expect(foot({ ...posted, ...closed, outcome: "removed" }, minutesLater(90))).toContain(late);
    expect(foot({ alertTs: null }, minutesLater(1))).not.toContain("late");
  });

  it("does not say of a number that could not be set up, or was only reported, that it could not be deleted", () => {
    const title = (changes: Parameters<typeof anIncident>[0]) =>
      JSON.stringify(draw(alertFacts({ incident: anIncident(changes) })).blocks[0]);
    expect(title({})).toContain("could not be deleted");
    expect(title({ message: setUpFailure("a", "b") })).toContain("could not be set up");
    expect(title({ cause: "platform gave up" })).toContain("was reported as corrupted");
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
