import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOME_PAGE_SIZE } from "../../src/domain/home-choice.ts";
import { URGENCIES } from "../../src/domain/urgency.ts";
import type { HomeStatus } from "../../src/operations/home/home-status-value.ts";
import { homeChoiceValue, parseHomeChoice } from "../../src/slack/home/choice-value.ts";
import { homeNotice, homeView } from "../../src/slack/home/home-view.ts";
import { denialText } from "../../src/slack/messages/denial-text.ts";
import { aNumber, NOW, secondsBefore } from "../support/factories.ts";
import { anyText } from "./support/arbitraries.ts";
import { aBusyHome, aHomeStatus, aLeftover, anOpenIncident, CONNECTED } from "./support/home-status.ts";
import { anIncident, SURROUNDINGS } from "./support/incidents.ts";
import { mrkdwnIn, refusalOfView } from "./support/limits.ts";

const drawn = (status: HomeStatus) => JSON.stringify(homeView(status));

async function golden(view: ReturnType<typeof homeView>, name: string): Promise<void> {
  expect(refusalOfView(view)).toBeUndefined();
  await expect(`${JSON.stringify(view, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);
}

describe("Home looks like this", () => {
  it("when there is something in every section", () => golden(homeView(aBusyHome()), "home"));

  it("on a quiet night", () => golden(homeView(aHomeStatus()), "home-quiet"));

  it("while connections fail", () => {
    const detail = "Twilio rejected the credentials (error 20003: Authenticate)";
    const connections = CONNECTED.map((one) =>
      one.name === "twilio"
        ? { ...one, state: "failing" as const, since: secondsBefore(600), seenAt: secondsBefore(660), detail }
        : one.name === "livekit"
          ? { ...one, state: "unknown" as const, since: null, seenAt: null, detail: "not asked yet" }
          : one,
    );
    return golden(homeView(aHomeStatus({ connections })), "home-failing");
  });

  it("with the numbers of one status", () => {
    const numbers = [
      aNumber({ id: 7, status: "active", corruptedAt: null }),
      aNumber({ id: 8, status: "active" }),
    ];
    const list = { kind: "numbers", status: "active", numbers } as const;
    const page = { filter: "active", page: 600, pageCount: 600, totalCount: 1_000_000 } as const;
    return golden(homeView(aHomeStatus({ ...page, list: { ...list } })), "home-numbers");
  });

  it("for a guest", () => {
    const denial = { why: "outsider", who: "guest" } as const;
    return golden(
      homeNotice(denialText(denial, { right: "look", onCall: SURROUNDINGS.onCall })),
      "home-refused",
    );
  });
});

describe("Home", () => {
  it("leads to each alert in Slack, and to no address that is not one", () => {
    expect(drawn(aBusyHome())).toContain(
      "<https://slack.com/archives/C000ALERTS/p1768446720000100|Open alert>",
    );
    const odd = anOpenIncident({ message: { channel: "C1|x>", ts: "1" } });
    const list: HomeStatus["list"] = { kind: "incidents", incidents: [odd] };
    expect(drawn(aHomeStatus({ list }))).not.toContain("archives");
  });

  it("says who asked for a force delete that waits: the reader or somebody else", () => {
    const status = aBusyHome();
    expect(drawn(status)).toContain("(<@U00SECONDO> asked; lapses");
    expect(drawn({ ...status, userId: "U00SECONDO" })).toContain("(you asked; lapses");
  });

  it("takes a page from a button only where it reads like one", () => {
    for (const forged of ["", "open", "open:-1", "open:1e9", "open:9999999", "nothing:2", "__proto__:1"])
      expect(parseHomeChoice(forged)).toEqual({ filter: "open", page: 1 });
    const choice = { filter: "unclaimed", page: 12 } as const;
    expect(parseHomeChoice(homeChoiceValue(choice))).toEqual(choice);
  });
});

describe("any Home", () => {
  const aHome = fc
    .record({ text: anyText, other: anyText, amount: fc.nat(HOME_PAGE_SIZE), many: fc.nat(10_000_000) })
    .map(({ text, other, amount, many }): HomeStatus => {
      const incident = anIncident({
        label: text,
        phoneNumber: other,
        cause: text,
        claimedBy: { kind: "os_user", name: other },
        closedBy: { kind: "api_token", name: text },
        approvedBy: { kind: "api_token", name: other },
        closedReason: text,
        closedAt: NOW,
        nextRetryAt: NOW,
        snoozedUntil: secondsBefore(-60),
      });
      const incidents = Array.from({ length: amount }, (_, index) =>
        anOpenIncident({ incident, urgency: URGENCIES[index % URGENCIES.length] ?? "mine" }),
      );
      const open = { open: many, mine: many, waiting: many, unclaimed: many, ageing: many };
      return aHomeStatus({
        list: { kind: "incidents", incidents },
        open,
        page: 300,
        pageCount: 600,
        totalCount: many,
        counts: { provisioning: many, active: many, deleting: many, corrupted: many },
        leftovers: {
          counts: new Map([
            ["present", many],
            ["unknown", many],
            ["accepted", many],
          ]),
          oldest: Array.from({ length: 5 }, () => aLeftover({ sid: text, phoneNumber: other })),
        },
        forceDeletes: Array.from({ length: 10 }, () => incident),
        connections: CONNECTED.map((one) => ({ ...one, state: "failing", detail: text })),
      });
    });

  it("stays far inside Slack's limits, whatever numbers are called and however many there are", () => {
    fc.assert(
      fc.property(aHome, (status) => {
        const view = homeView(status);
        expect(refusalOfView(view)).toBeUndefined();
        expect(view.blocks.length).toBeLessThan(60);
        expect(Buffer.byteLength(JSON.stringify(view))).toBeLessThan(125_000);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  it("lets nothing of a label, a reason or a provider's words become a mention or a link", () => {
    const evil = "<!channel> <@U000ONCALL> <https://evil.example|here> *bold* `code`";
    const incident = anIncident({ label: evil, phoneNumber: evil, cause: evil, closedReason: evil });
    const status = aHomeStatus({
      list: { kind: "incidents", incidents: [anOpenIncident({ incident })] },
      forceDeletes: [incident],
      leftovers: { counts: new Map([["present", 1]]), oldest: [aLeftover({ sid: evil, phoneNumber: evil })] },
      connections: CONNECTED.map((one) => ({ ...one, state: "failing", detail: evil })),
    });
    for (const text of mrkdwnIn(homeView(status))) {
      expect(text).not.toContain("<!channel");
      expect(text).not.toContain("<@U000ONCALL");
      expect(text).not.toContain("<https://evil");
    }
  });
});
