import { expect } from "vitest";
import type { Actor } from "../../../src/domain/actor.ts";
import type { AlertFacts } from "../../../src/operations/ports/alerts.ts";
import type { Approval } from "../../../src/operations/ports/force-delete-store.ts";
import type { TeardownRun } from "../../../src/operations/ports/teardown-journal.ts";
import { alertMessage } from "../../../src/slack/messages/alert-message.ts";
import type { SlackMessage } from "../../../src/slack/messages/slack-message.ts";
import { NOW } from "../../support/factories.ts";
import { SURROUNDINGS } from "./incidents.ts";
import { refusalOfMessage } from "./limits.ts";

export const REQUESTER: Actor = { kind: "slack_user", id: "U000ONCALL" };
export const APPROVER: Actor = { kind: "slack_user", id: "U00SECONDO" };

export const minutesLater = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

export const draw = (facts: AlertFacts): SlackMessage => alertMessage(facts, SURROUNDINGS);

/** Holds a whole message against its golden file; what Slack would refuse is no golden message. */
export async function expectGolden(facts: AlertFacts, name: string): Promise<void> {
  const message = draw(facts);
  expect(refusalOfMessage(message)).toBeUndefined();
  await expect(`${JSON.stringify(message, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);
}

/** A clean-up under way. */
export function aRun(requestedBy: Actor = REQUESTER): TeardownRun {
  return {
    id: "00000000-0000-0000-0000-000000000000",
    phoneNumberId: 42,
    requestedBy,
    requestedAt: NOW,
    finishedAt: null,
    outcome: null,
  };
}

/** A force delete that waits for a second person. */
export function anApproval(): Approval {
  return {
    id: "00000000-0000-0000-0000-000000000001",
    incidentId: 7,
    phoneNumberId: 42,
    requestedBy: REQUESTER,
    requestedAt: minutesLater(5),
    expiresAt: minutesLater(35),
    reason: "removed by hand",
    ticks: [],
    accept: false,
    shown: { status: "corrupted", states: {} },
    state: "pending",
    decidedBy: null,
    decidedAt: null,
  };
}
