import { describe, expect, it } from "vitest";
import { resourceKey } from "../../src/domain/external-resource.ts";
import { denialText } from "../../src/slack/messages/denial-text.ts";
import { texts } from "../../src/slack/messages/texts.ts";
import type { Denial } from "../../src/slack/on-call.ts";
import type { FailureReason } from "../../src/slack/slack-failure.ts";
import { aResource, NOW, secondsBefore, sid } from "../support/factories.ts";
import { anIncident } from "./support/incidents.ts";

const requester = { kind: "slack_user", id: "U000ONCALL" } as const;
const onCall = "<!subteam^S000ONCALL>";
const time = (seconds: number, format: string, utc: string) => `<!date^${seconds}^${format}|${utc} UTC>`;
const EXACTLY = "{date_short_pretty} {time_secs}";

/* Each says what is so, and what would help: the worked examples of how Lineman refuses. */
describe("a refusal says what is so and what would help", () => {
  it("where the number works", () => {
    expect(texts.notCorrupted(42, "active")).toBe(
      "Number 42 is active. Force delete is only allowed for corrupted phone numbers. To delete it the normal way: `/phone delete 42`",
    );
  });

  it("where there is no such number", () => {
    expect(texts.unknownId("99")).toBe(
      "There is no phone number with id 99. `/phone list corrupted` shows what is open.",
    );
  });

  it("where the person is not on call", () => {
    const denial: Denial = { why: "not_on_call", onCallNow: ["U000ONCALL", "U00SECONDO"] };
    expect(denialText(denial, { right: "act", onCall, numberId: 42 })).toBe(
      `Only ${onCall} can do this. On call now: <@U000ONCALL>, <@U00SECONDO>. You can look at everything: \`/phone show 42\``,
    );
  });

  it("where something is still there", () => {
    const trunk = aResource("twilio_sip_trunk", { lastSeenAt: NOW });
    expect(texts.stillPresent([trunk])).toBe(
      `The SIP trunk \`${trunk.sid}\` is still there (seen ${time(1768446720, EXACTLY, "2026-01-15 03:12:00")}). ` +
        "Remove it in Twilio and press Check again here, or choose Accept leftovers if it must stay; that needs a second person.",
    );
  });

  it("where something changed while the window was open", () => {
    const key = resourceKey(aResource("twilio_credential_list"));
    expect(texts.changed([{ key, was: "unknown", is: "present" }])).toBe(
      'Something changed while this window was open: the credential list was "cannot tell", it is "still there" now. Look again, then decide.',
    );
  });

  it("with the ids, where several of a kind changed", () => {
    const keys = ["a", "b"].map((letter) => `twilio_credential_list:${sid("CL", letter)}`);
    const said = texts.changed(keys.map((key) => ({ key, was: "gone", is: "unknown" })));
    for (const letter of ["a", "b"])
      expect(said).toContain(`the credential list \`${sid("CL", letter)}\` was`);
  });

  it("where somebody was faster", () => {
    const closedAt = secondsBefore(4);
    expect(texts.alreadyDone(anIncident({ closedAt, closedBy: requester }), "U00SECONDO", NOW)).toBe(
      "<@U000ONCALL> force-deleted this number 4 s before you. Nothing more to do.",
    );
  });

  const unchecked = (reason: FailureReason): Denial => ({ why: "cannot_check", what: "on_call", reason });
  const refused = (error: string, needed: string | null) =>
    unchecked({ kind: "refused", error, needed, messages: [] });

  it("where nobody can tell who is on call, with the way on that needs no Slack", () => {
    expect(
      denialText(refused("missing_scope", "usergroups:read"), { right: "act", onCall, numberId: 42 }),
    ).toBe(
      "I could not check who is on call (Slack: missing_scope usergroups:read), so I will not do this. " +
        "Admins: install the app again with every scope of its manifest. `lineman doctor` shows the fix. " +
        "Without Slack: `lineman numbers force-delete 42`",
    );
  });

  it("with that way only where there is a number to act on, and where Slack has refused for good", () => {
    const denial = refused("no_such_subteam", null);
    const cut = "lineman numbers";
    expect(denialText(denial, { right: "act", onCall })).not.toContain(cut);
    expect(denialText(denial, { right: "look", onCall, numberId: 42 })).not.toContain(cut);
    expect(denialText(denial, { right: "look", onCall })).toContain("`lineman doctor` shows the fix.");
    const busy = unchecked({ kind: "rate_limited", retryAfterMs: 9000 });
    expect(denialText(busy, { right: "act", onCall, numberId: 42 })).toMatch(/Try again in 9 s\.$/);
  });
});
