import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { factsOf } from "../../src/domain/force-delete-gate.ts";
import type { ForceDeleteSheet } from "../../src/operations/operations.ts";
import type { Approval } from "../../src/operations/ports/force-delete-store.ts";
import { approvalTexts } from "../../src/slack/messages/approval-texts.ts";
import { noteMessage } from "../../src/slack/messages/note-message.ts";
import {
  FIRST_DRAWING,
  forceDeleteNotice,
  ofModal,
  type SecondPerson,
  sheetView,
} from "../../src/slack/views/force-delete-view.ts";
import { optionValue } from "../../src/slack/views/tick-blocks.ts";
import { aNote, aNumber, aResource, NOW, secondsBefore } from "../support/factories.ts";
import { anyResources, anyText } from "./support/arbitraries.ts";
import { anApproval, anIncident, SURROUNDINGS } from "./support/incidents.ts";
import { mrkdwnIn, refusalOfMessage, refusalOfView } from "./support/limits.ts";

const { consoleLinks } = SURROUNDINGS;
const MODAL = "00000000-0000-4000-8000-000000000000";
const requester = { kind: "slack_user", id: "U000ONCALL" } as const;
const approver = { kind: "slack_user", id: "U00SECONDO" } as const;

const second = (changes: Partial<SecondPerson> = {}): SecondPerson => ({
  userId: requester.id,
  approvers: "<!subteam^S000ONCALL>",
  appointing: "Whoever manages the user group <!subteam^S000ONCALL> in Slack can add somebody.",
  outlook: { outlook: "somebody" },
  ...changes,
});

const unknown = aResource("twilio_credential_list", {
  state: "unknown",
  cause: "timeout",
  detail: "no answer",
});
const aSheet = (changes: Partial<ForceDeleteSheet> = {}): ForceDeleteSheet => ({
  number: aNumber(),
  resources: [aResource("twilio_sip_trunk"), unknown, aResource("livekit_dispatch_rule", { state: "gone" })],
  factsReadAt: NOW,
  modalId: MODAL,
  incident: anIncident(),
  decision: { decision: "refused", why: "still_present", resources: [] },
  approval: null,
  needsApproval: true,
  ...changes,
});
const request = (approval: Approval) =>
  noteMessage(aNote({ approval, by: requester, mention: "approvers" }), anIncident(), SURROUNDINGS);
const golden = (drawn: unknown, name: string) =>
  expect(`${JSON.stringify(drawn, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);

describe("a second person, on the screen", () => {
  it("leftovers can be accepted", () =>
    golden(sheetView(aSheet(), FIRST_DRAWING, consoleLinks, second()), "force-delete-accept"));

  it("approval is needed for what people vouch for", () =>
    golden(
      sheetView(aSheet({ resources: [unknown] }), FIRST_DRAWING, consoleLinks, second()),
      "force-delete-approval-needed",
    ));

  it("nobody else is eligible", () =>
    golden(
      sheetView(aSheet(), FIRST_DRAWING, consoleLinks, second({ outlook: { outlook: "nobody" } })),
      "force-delete-nobody-eligible",
    ));

  it("one waits already, asked for by the person at the window", () =>
    golden(
      sheetView(aSheet({ approval: anApproval() }), FIRST_DRAWING, consoleLinks, second()),
      "force-delete-waiting",
    ));

  it("it was asked for", () =>
    golden(
      ofModal(forceDeleteNotice(approvalTexts.asked(anApproval(), "<!subteam^S000ONCALL>")), MODAL),
      "force-delete-asked",
    ));

  it("the request", () => golden(request(anApproval()), "approval-pending"));

  it.each([
    ["approved", { state: "approved", decidedBy: approver, decidedAt: NOW }],
    ["declined", { state: "declined", decidedBy: approver, decidedAt: NOW }],
    ["withdrawn", { state: "declined", decidedBy: requester, decidedAt: NOW }],
    [
      "lapsed",
      { state: "lapsed", decidedBy: { kind: "system", name: "sweep" }, decidedAt: secondsBefore(-1800) },
    ],
    ["changed", { state: "lapsed", decidedBy: approver, decidedAt: NOW }],
  ] as const)("the request after its end: %s", (name, end) =>
    golden(request(anApproval(end)), `approval-${name}`),
  );
});

describe("any window or reply about a second person", () => {
  it("is inside Slack's limits, and mentions nobody by foreign text", () => {
    const outlooks = fc.constantFrom<SecondPerson["outlook"]>(
      { outlook: "somebody" },
      { outlook: "nobody" },
      { outlook: "unknown", reason: { kind: "refused", error: "<!channel>", needed: null, messages: [] } },
    );
    fc.assert(
      fc.property(
        anyResources(120),
        anyText,
        anyText,
        outlooks,
        fc.boolean(),
        (resources, label, reason, outlook, waits) => {
          const shown = factsOf("corrupted", resources);
          const approval = anApproval({ shown, reason, requestedBy: { kind: "os_user", name: label } });
          const sheet = aSheet({
            resources,
            number: aNumber({ label, phoneNumber: label }),
            approval: waits ? approval : null,
          });
          const filled = { digits: reason, reason, ticks: resources.map(optionValue), accept: label };
          const view = sheetView(sheet, { ...FIRST_DRAWING, filled }, consoleLinks, second({ outlook }));
          expect(refusalOfView(view)).toBeUndefined();
          expect(view.submit === undefined || view.submit.text.length <= 24).toBe(true);
          const incident = anIncident({ label, phoneNumber: label });
          const states = ["pending", "approved", "declined", "lapsed"] as const;
          for (const state of states) {
            const note = aNote({
              approval: { ...approval, state, decidedAt: NOW },
              mention: "approvers",
              text: label,
            });
            const drawn = noteMessage(note, incident, SURROUNDINGS);
            expect(refusalOfMessage(drawn)).toBeUndefined();
            expect([drawn.text, ...mrkdwnIn(drawn)].join()).not.toContain("<!channel>");
            expect(
              refusalOfMessage(noteMessage({ ...note, mention: "parties" }, incident, SURROUNDINGS)),
            ).toBeUndefined();
          }
        },
      ),
      { numRuns: 100, endOnFailure: true },
    );
  });
});

describe("accepting", () => {
  it("is put back only for exactly the leftovers that it was said about", () => {
    const blockOf = (view: ReturnType<typeof sheetView>) =>
      view.blocks.find((block) => block.block_id?.startsWith("accept_"));
    const first = blockOf(sheetView(aSheet(), FIRST_DRAWING, consoleLinks));
    const accept = first?.block_id ?? null;
    const filled = { digits: "", reason: "", ticks: [], accept };
    const again = (sheet: ForceDeleteSheet) =>
      JSON.stringify(blockOf(sheetView(sheet, { ...FIRST_DRAWING, filled }, consoleLinks)));
    expect(again(aSheet())).toContain("initial_options");
    const more = [...aSheet().resources, aResource("twilio_connection_policy")];
    expect(again(aSheet({ resources: more }))).not.toContain("initial_options");
  });
});
