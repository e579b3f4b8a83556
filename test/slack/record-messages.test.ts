import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../src/domain/audit-chain.ts";
import type { History, SidFinding } from "../../src/operations/answers.ts";
import { deleteTexts } from "../../src/slack/messages/delete-texts.ts";
import { historyMessage } from "../../src/slack/messages/history-message.ts";
import { leftoversMessage, sidMessage } from "../../src/slack/messages/leftovers-message.ts";
import { reportMessage } from "../../src/slack/messages/report-message.ts";
import { deleteNotice, deleteView } from "../../src/slack/views/delete-view.ts";
import { lookUpView } from "../../src/slack/views/look-up-view.ts";
import { aNumber, aResource, NOW } from "../support/factories.ts";
import { anyResources, anyText } from "./support/arbitraries.ts";
import { aLeftover, aReport } from "./support/fake-records.ts";
import { anIncident } from "./support/incidents.ts";
import { mrkdwnIn, refusalOfMessage, refusalOfView } from "./support/limits.ts";

const golden = (drawn: unknown, name: string) =>
  expect(`${JSON.stringify(drawn, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);

const PAGE = { number: 1, size: 10 };
const event = (changes: Partial<AuditEvent> = {}): AuditEvent => ({
  seq: 1,
  at: NOW,
  actor: { kind: "slack_user", id: "U000ONCALL" },
  action: "delete_requested",
  phoneNumberId: 42,
  incidentId: null,
  data: { from: "active" },
  prevHash: "",
  hash: "",
  ...changes,
});
const history = (changes: Partial<History> = {}): History => ({
  numberId: 42,
  phoneNumber: "+14155551234",
  label: "Support Line",
  status: null,
  events: [
    event({ action: "force_delete_confirmed", data: { basis: "attested", reason: "ticket OPS-812" } }),
    event({
      action: "resources_ticked",
      data: { ticked: ["twilio_credential_list:CL1", "twilio_sip_trunk:TK1"] },
    }),
    event({ action: "teardown_failed", data: { cause: "credentials" } }),
    event(),
    event({
      action: "number_imported",
      actor: { kind: "api_token", name: "platform" },
      data: { resources: ["a"] },
    }),
  ],
  totalCount: 15,
  otherIds: [12],
  ...changes,
});
const finding = (changes: Partial<SidFinding> = {}): SidFinding => {
  const leftover = aLeftover();
  const owner = { number: aNumber(), resources: [aResource("twilio_sip_trunk", { sid: leftover.sid })] };
  return { sid: leftover.sid, owners: [owner], leftovers: [leftover], more: false, ...changes };
};
const aDelete = (changes: object = {}) => ({
  number: aNumber({ status: "active", ...changes }),
  resources: [
    aResource("twilio_sip_trunk"),
    aResource("twilio_credential_list", { state: "kept", sharedWith: ["+15005550006"] }),
    aResource("livekit_dispatch_rule", { state: "gone" }),
  ],
  run: null,
  incident: null,
});

describe("answers look like this", () => {
  it("a history", () => golden(historyMessage(history(), PAGE), "history"));
  it("leftovers", () => {
    const items = [aLeftover(), aLeftover({ state: "accepted", kind: "livekit_inbound_trunk", sid: "ST_1" })];
    return golden(leftoversMessage({ items, totalCount: 12 }, PAGE), "leftovers");
  });
  it("an id", () => golden(sidMessage(finding()), "leftovers-of-sid"));
  it("a report", () => golden(reportMessage(aReport()), "report"));
  it("the delete window", () => golden(deleteView(aDelete()), "delete"));
  it("the look-up", () => {
    const recorded = { number: aNumber(), resources: [] };
    const phoneNumbers = [
      { phoneNumber: "+14155551234", recorded, formerIds: [] },
      { phoneNumber: "+14155550100", recorded: null, formerIds: [41] },
    ];
    return golden(lookUpView({ phoneNumbers, sids: [finding()] }, 3), "look-up");
  });
});

const anyJson = fc.jsonValue().map((value) => value as AuditEvent["data"]);
const anyAction = fc.constantFrom("corruption_reported", "provisioning_failed", "teardown_overtaken", "x");

/** Nothing in mrkdwn that Slack would take for a mention or a link of somebody else's. */
function expectInert(drawn: unknown): void {
  for (const text of mrkdwnIn(drawn)) {
    const ours = text.replaceAll(/<!date\^\d+\^[^|>]*\|[^>]*>|<@[UW][A-Z0-9]+>|<#[CG][A-Z0-9]+>/g, "");
    expect(ours).not.toMatch(/<[^>]*>/);
  }
}

describe("any answer about what was", () => {
  it("is inside Slack's limits and inert, whatever was written down", () => {
    const properties = fc.property(
      ...([anyText, anyText, anyAction, anyJson, anyResources(60), fc.nat(10_000_000)] as const),
      (text, other, action, data, resources, amount) => {
        const number = aNumber({
          label: text,
          phoneNumber: other,
          corruptionCause: text,
          corruptionMessage: other,
        });
        const actor = { kind: "api_token", name: other } as const;
        const told = event({
          actor,
          action,
          data: { reason: text, message: other, cause: text, why: other },
        });
        const events = Array.from({ length: 10 }, (_, index) => (index % 2 ? told : { ...told, data }));
        const about = { phoneNumber: other, label: text, totalCount: amount, otherIds: [1, 2, 3, 4, 5] };
        const leftover = aLeftover({
          label: text,
          phoneNumber: other,
          sid: text,
          detail: other,
          reason: text,
        });
        const items = Array.from({ length: 10 }, () => leftover);
        const owners = Array.from({ length: 10 }, () => ({ number, resources }));
        const found: SidFinding = { sid: text, owners, leftovers: items, more: true };
        const phoneNumbers = Array.from({ length: 5 }, () => ({
          phoneNumber: other,
          recorded: { number, resources },
          formerIds: [1, 2, 3, 4, 5],
        }));
        const causes = Array.from({ length: 5 }, () => ({ cause: text, count: amount }));
        const report = aReport({ incidents: { ...aReport().incidents, causes, opened: amount * 9 } });
        const messages = [
          historyMessage(history({ ...about, events }), { number: amount, size: 10 }),
          leftoversMessage({ items, totalCount: amount + 1 }, PAGE),
          sidMessage(found),
          sidMessage({ ...found, owners: [], leftovers: [] }),
          reportMessage(report),
        ];
        const views = [
          deleteView({ number: { ...number, status: "active" }, resources, run: null, incident: null }),
          deleteNotice(deleteTexts.failed({ number, resources }, anIncident({ alertChannel: text }))),
          lookUpView({ phoneNumbers, sids: Array.from({ length: 5 }, () => found) }, amount),
        ];
        for (const message of messages) expect(refusalOfMessage(message)).toBeUndefined();
        for (const view of views) expect(refusalOfView(view)).toBeUndefined();
        for (const drawn of [...messages, ...views]) expectInert(drawn);
      },
    );
    fc.assert(properties, { numRuns: 150, endOnFailure: true });
  });
});
