import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/domain/audit-chain.ts";
import type { History } from "../../src/operations/answers.ts";
import { defaults } from "../../standins/slack/default-workspace.ts";
import { NOW } from "../support/factories.ts";
import { aLeftover, aReport } from "./support/fake-records.ts";
import { type SlackHarness, startSlackHarness } from "./support/slack-harness.ts";

const { colleague, requester, guest, general } = defaults;
const TRUNK = `TK${"b".repeat(32)}`;

let harness: SlackHarness;
beforeAll(async () => {
  harness = await startSlackHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.operations.kept.clear();
  harness.operations.records.reset();
  harness.operations.calls.length = 0;
});

/** What the person reads after a command: text and blocks of the answer that only they see. */
async function phone(userId: string, text: string): Promise<string> {
  const before = harness.slack.ephemerals(userId).length;
  await harness.slack.person(userId).command("/phone", text, { channel: general });
  const answer = await harness.slack.until(() => harness.slack.ephemerals(userId)[before]);
  return `${answer.text}\n${JSON.stringify(answer.blocks)}`;
}

const event = (changes: Partial<AuditEvent> = {}): AuditEvent => ({
  seq: 1,
  at: NOW,
  actor: { kind: "slack_user", id: requester },
  action: "delete_requested",
  phoneNumberId: 42,
  incidentId: null,
  data: {},
  prevHash: "",
  hash: "",
  ...changes,
});

function remember(changes: Partial<History> = {}): void {
  const events = changes.events ?? [event()];
  harness.operations.records.histories.set(42, {
    numberId: 42,
    phoneNumber: "+14155551234",
    label: "Support Line",
    status: null,
    totalCount: events.length,
    otherIds: [],
    events,
    ...changes,
  });
}

describe("/phone history", () => {
  it("says what happened, who did it and why, also after the record is gone", async () => {
    remember({
      events: [
        event({
          action: "force_delete_confirmed",
          actor: { kind: "api_token", name: "platform" },
          data: { basis: "api", reason: "<!channel> *ticket* 812" },
        }),
        event({ actor: { kind: "os_user", name: "operator" }, data: { from: "corrupted" } }),
        event({
          action: "teardown_failed",
          actor: { kind: "system", name: "x" },
          data: { cause: "timeout" },
        }),
        event({ action: "corruption_reported", data: { cause: "SIP <500>", message: "@here" } }),
      ],
      otherIds: [12],
    });
    const answer = await phone(colleague, "history 42");
    expect(answer).toContain("*+1 415 555 1234* · Support Line · id 42 · its record is gone");
    expect(answer).toContain('Force-deleted: through the API, unchecked · the token "platform" (API)');
    expect(answer).toContain("Reason: &lt;!channel&gt; ∗ticket∗ 812");
    expect(answer).toContain("Clean-up of what was left began · operator on the command line");
    expect(answer).toContain("Clean-up failed: no answer in time · Lineman itself");
    expect(answer).toContain(`Reported as corrupted: SIP &lt;500&gt; (@here) · <@${requester}>`);
    expect(answer).toContain("recorded under other ids too: `/phone history 12`");
    expect(answer).not.toContain("page 1");
  });

  it("goes on page by page, and says how", async () => {
    remember({ events: Array.from({ length: 23 }, (_, seq) => event({ seq, data: { from: "active" } })) });
    const first = await phone(colleague, "history +1 415 555 1234");
    expect(first).toContain("*23 events*, page 1 of 3, newest first");
    expect(first).toContain("Older: `/phone history 42 2`");
    const last = await phone(colleague, "history 42 3");
    expect(last).toContain("page 3 of 3");
    expect(last).not.toContain("Older:");
    expect(await phone(colleague, "history 42 9")).toContain("There is nothing on this page.");
    expect(harness.operations.callsOf("showHistory").at(-1)).toEqual([{ id: 42 }, { number: 9, size: 10 }]);
  });

  it("says plainly that there is no such number, and that nothing is recorded yet", async () => {
    expect(await phone(colleague, "history 99")).toContain("There is no phone number with id 99.");
    expect(await phone(colleague, "history")).toContain("Which number? `/phone history");
    remember({ events: [], status: "active" });
    expect(await phone(colleague, "history 42")).toContain("Nothing is recorded about it yet.");
  });
});

describe("/phone leftovers", () => {
  it("lists what is not settled, page by page", async () => {
    harness.operations.records.leftovers = Array.from({ length: 11 }, (_, index) =>
      aLeftover({ label: "<@U1>", phoneNumberId: index + 1, state: index === 0 ? "accepted" : "unknown" }),
    );
    const first = await phone(colleague, "leftovers");
    expect(first).toContain("*11 leftovers not settled*, page 1 of 2, oldest first");
    expect(first).toContain(`*SIP trunk* \`${TRUNK}\` · *still there, accepted*, last look <!date`);
    expect(first).toContain(`of +1 415 555 0100 · &lt;@U1&gt; · id 1 · let go by <@${requester}>`);
    expect(first).toContain("Next page: `/phone leftovers 2`");
    expect(await phone(colleague, "leftovers 2")).toContain("id 11");
    harness.operations.records.leftovers = [];
    expect(await phone(colleague, "leftovers")).toContain("Nothing is left over");
  });

  it("answers what an id was, whose, who let it go, when and why, for every number that had it", async () => {
    const leftovers = [
      aLeftover(),
      aLeftover({ phoneNumberId: 40, state: "gone", reason: null, checkedAt: null }),
    ];
    harness.operations.records.sids.set(TRUNK, { sid: TRUNK, owners: [], leftovers, more: true });
    const answer = await phone(colleague, `leftovers \`${TRUNK}\``);
    expect(answer).toContain(`\`${TRUNK}\` was the *SIP trunk* of +1 415 555 0100 · Old Line · id 41`);
    expect(answer).toContain("*cannot tell* (Twilio rejected the credentials), last look");
    expect(answer).toContain("Reason: account closed · `/phone history 41`");
    expect(answer).toContain("*gone* (Twilio rejected the credentials), never looked at");
    expect(answer).toContain("no reason given · `/phone history 40`");
    expect(answer).toContain("There are more numbers with");
  });

  it("says that a recorded number owns it", async () => {
    const { number, resources } = harness.operations.add();
    const sid = resources[0]!.sid;
    harness.operations.records.sids.set(sid, {
      sid,
      owners: [{ number, resources }],
      leftovers: [],
      more: false,
    });
    const answer = await phone(colleague, `leftovers ${sid}`);
    expect(answer).toContain(`*SIP trunk* \`${sid}\` belongs to +1 415 555 1234 · Support Line · id 42`);
    expect(answer).toContain("*still there*, checked");
    expect(answer).toContain("`/phone show 42`");
  });

  it("says that an id is not known, without saying that it is gone", async () => {
    const answer = await phone(colleague, `leftovers ${TRUNK}`);
    expect(answer).toContain(`\`${TRUNK}\` is not recorded`);
    expect(answer).toContain("Whether it exists at Twilio or LiveKit was not looked at.");
    expect(answer).not.toContain("32 hex digits");
    expect(await phone(colleague, "leftovers TK<b>")).toContain("`TK&lt;b&gt;` is not recorded");
    expect(await phone(colleague, "leftovers TK<b>")).toContain("32 hex digits");
    expect(await phone(colleague, "leftovers TK1 TK2")).toContain("TK1 TK2 is not one id.");
  });
});

describe("/phone report", () => {
  it("tells in a few lines how things are and how the week was", async () => {
    const answer = await phone(colleague, "report");
    for (const words of [
      "*All numbers:* 120 active · 1 deleting · 21 corrupted",
      "*Open incidents:* 21 (5 claimed, 16 unclaimed); the oldest for 3 d: `/phone list corrupted`",
      "30 opened, 25 closed: 20 cleaned up and deleted, 4 force-deleted, 1 resolved outside Lineman. Half of them were closed within 42 min",
      "*Why:* 18 × credentials rejected, 7 × platform said &lt;no&gt;, 2 × no cause given, 3 × something else",
      "*Force deletes:* 3 × everything proven gone or kept, 1 × through the API, unchecked",
      "*Leftovers not settled:* 3 leftovers (2 still there, 1 cannot tell): `/phone leftovers`",
    ])
      expect(answer).toContain(words);
  });

  it("is calm when there is nothing to tell", async () => {
    harness.operations.records.report = aReport({
      incidents: {
        open: { count: 0, claimed: 0, oldestAt: null },
        opened: 0,
        closed: [],
        medianOpenMs: null,
        causes: [],
      },
      leftovers: new Map(),
    });
    const answer = await phone(colleague, "report");
    expect(answer).toContain(
      "*Open incidents:* none\n*Last 7 days:* no incidents\n*Leftovers not settled:* none",
    );
  });
});

describe("what was", () => {
  it("is shown to nobody from outside", async () => {
    remember();
    for (const text of ["history 42", "leftovers", `leftovers ${TRUNK}`, "report"])
      expect(await phone(guest, text)).toContain("Guests of this workspace can neither act nor look here.");
    expect(harness.operations.calls.filter(({ verb }) => verb !== "isFirst")).toEqual([]);
  });

  it("was accepted by Slack in everything it sent", () => {
    expect(harness.slack.violations).toEqual([]);
    expect(harness.slack.warnings).toEqual([]);
  });
});
