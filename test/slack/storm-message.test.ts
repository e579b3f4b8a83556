import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StormFacts } from "../../src/operations/ports/storm-channel.ts";
import type { SlackMessage } from "../../src/slack/messages/slack-message.ts";
import { stormMessage } from "../../src/slack/messages/storm-message.ts";
import { stormNoteMessage } from "../../src/slack/messages/storm-note-message.ts";
import { stormView } from "../../src/slack/views/storm-view.ts";
import { NOW, secondsBefore } from "../support/factories.ts";
import { minutesLater, REQUESTER } from "./support/alert-golden.ts";
import { anIncident, SURROUNDINGS } from "./support/incidents.ts";
import { mrkdwnIn, refusalOfMessage, refusalOfView } from "./support/limits.ts";
import { aStorm, NO_WORK, stormFacts, stormMembers } from "./support/storms.ts";

const draw = (facts: StormFacts): SlackMessage => stormMessage(facts, SURROUNDINGS);
const work = { kind: "retry", by: REQUESTER, startedAt: NOW, endedAt: null, obstacle: null } as const;

const STATES: Record<string, StormFacts> = {
  "storm-open": stormFacts(),
  "storm-unprobed": stormFacts({
    storm: aStorm({ probedAt: null, providerCode: null, providerWords: null, mentionedAt: null }),
    mentions: false,
  }),
  "storm-claimed": stormFacts({ storm: aStorm({ claimedBy: REQUESTER, claimedAt: minutesLater(3) }) }),
  "storm-snoozed": stormFacts({
    storm: aStorm({ snoozedBy: REQUESTER, snoozedUntil: minutesLater(30) }),
  }),
  "storm-retrying": stormFacts({
    storm: aStorm({ work, probedAt: minutesLater(1) }),
    counts: { open: 9, ownMessage: 1, removed: 14, forceDeleted: 0, resolvedElsewhere: 0 },
    members: stormMembers(9),
    work: { waiting: 5, running: 4, done: 14, failed: 0, skipped: 0 },
    readAt: secondsBefore(-31),
  }),
  "storm-checking": stormFacts({
    storm: aStorm({ work: { ...work, kind: "check" }, probedAt: secondsBefore(1) }),
    work: { ...NO_WORK, waiting: 23 },
  }),
  "storm-obstacle": stormFacts({
    storm: aStorm({
      work: {
        ...work,
        endedAt: minutesLater(1),
        obstacle: `Twilio rejected the credentials of account ${aStorm().account}.`,
      },
      probedAt: minutesLater(1),
    }),
    work: { ...NO_WORK, waiting: 23 },
  }),
  "storm-automatic": stormFacts({
    storm: aStorm({
      cause: "unavailable",
      account: "wss://demo.livekit.cloud",
      providerCode: "unavailable",
      providerWords: null,
    }),
    nextRetryAt: minutesLater(1),
  }),
  "storm-ended": stormFacts({
    storm: aStorm({ endedAt: minutesLater(19), leftCount: 2 }),
    counts: { open: 0, ownMessage: 0, removed: 20, forceDeleted: 2, resolvedElsewhere: 1 },
    members: [],
  }),
};

describe("the message of a storm", () => {
  it.each(Object.entries(STATES))("%s is drawn as agreed", async (name, facts) => {
    const message = draw(facts);
    expect(refusalOfMessage(message)).toBeUndefined();
    await expect(`${JSON.stringify(message, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);
  });

  it("says how far a retry is, and how long it takes at the pace so far", () => {
    expect(JSON.stringify(draw(STATES["storm-retrying"] as StormFacts).blocks)).toContain(
      "Retrying: 14 of 23 done, 0 failed, about 20 s left",
    );
  });

  it("offers nothing to begin while something goes on, and nothing at all after the end", () => {
    const actions = (facts: StormFacts) =>
      JSON.stringify(draw(facts).blocks).match(/"action_id":"\w+"/g) ?? [];
    expect(actions(STATES["storm-retrying"] as StormFacts).join()).not.toContain("retry_storm");
    expect(actions(STATES["storm-ended"] as StormFacts)).toEqual([]);
  });

  it("stays inside Slack's limits and lets nothing foreign become a mention, whatever labels and causes are", () => {
    const foreign = fc.oneof(
      fc.string({ unit: "binary", maxLength: 4_000 }),
      fc.constant("<!channel> *x* `".repeat(200)),
    );
    fc.assert(
      fc.property(foreign, foreign, fc.integer({ min: 1, max: 10_000 }), (label, cause, open) => {
        const members = stormMembers(Math.min(open, 10)).map((member) => ({
          ...member,
          label,
          phoneNumber: label,
        }));
        const message = draw(
          stormFacts({
            storm: aStorm({ cause, account: cause, providerWords: label, providerCode: cause }),
            counts: { open, ownMessage: 0, removed: 1, forceDeleted: 0, resolvedElsewhere: 0 },
            members,
          }),
        );
        expect(refusalOfMessage(message)).toBeUndefined();
        for (const text of [message.text, ...mrkdwnIn(message.blocks)])
          expect(text).not.toMatch(/<!channel|<!here/);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the window with all numbers", () => {
  const page = (changes = {}) => ({
    storm: aStorm(),
    counts: { open: 10_000, ownMessage: 0, removed: 0, forceDeleted: 0, resolvedElsewhere: 0 },
    members: stormMembers(20),
    page: 250,
    pages: 500,
    ...changes,
  });

  it("shows a page of ten thousand, with ways to both sides", () => {
    const view = stormView(page());
    expect(refusalOfView(view)).toBeUndefined();
    expect(JSON.stringify(view)).toContain("page 250 of 500");
    expect(JSON.stringify(view)).toContain("previous_storm_page");
    expect(JSON.stringify(view)).toContain('"storm:9:251"');
  });

  it("has no way behind the first and the last page", () => {
    expect(JSON.stringify(stormView(page({ page: 1 })))).not.toContain("previous_storm_page");
    expect(JSON.stringify(stormView(page({ page: 500 })))).not.toContain("next_storm_page");
  });
});

describe("a line in its thread", () => {
  const note = {
    id: 4,
    text: "said so",
    by: REQUESTER,
    mention: null,
    broadcast: false,
    about: null,
    triedAt: null,
  };

  it("names who did it, and links to the member's own message", () => {
    const address = "https://acme.slack.com/archives/C1/p17";
    const { text } = stormNoteMessage(
      { ...note, about: anIncident() },
      { storm: aStorm(), address },
      SURROUNDINGS,
    );
    expect(text).toBe(`<@U000ONCALL> said so <${address}|Open its alert>`);
  });

  it("mentions those on call where nobody has claimed it", () => {
    const claimer = { ...note, by: null, mention: "claimer" } as const;
    const said = (claimedBy: typeof REQUESTER | null) =>
      stormNoteMessage(claimer, { storm: aStorm({ claimedBy }), address: null }, SURROUNDINGS).text;
    expect(said(null)).toBe("<!subteam^S000ONCALL> said so");
    expect(said(REQUESTER)).toBe("<@U000ONCALL> said so");
  });
});
