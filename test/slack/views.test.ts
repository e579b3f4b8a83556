import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resourceKey } from "../../src/domain/external-resource.ts";
import type { ForceDeleteSheet } from "../../src/operations/operations.ts";
import { helpMessage } from "../../src/slack/messages/help-message.ts";
import { listMessage } from "../../src/slack/messages/list-message.ts";
import { noteMessage } from "../../src/slack/messages/note-message.ts";
import { numberMessage } from "../../src/slack/messages/number-message.ts";
import { allResourcesView } from "../../src/slack/views/all-resources-view.ts";
import { FIRST_DRAWING, type Redraw, sheetView } from "../../src/slack/views/force-delete-view.ts";
import { optionValue, tickedKeys } from "../../src/slack/views/tick-blocks.ts";
import { tickView } from "../../src/slack/views/tick-view.ts";
import { aNote, aNumber, aResource, NOW } from "../support/factories.ts";
import { anyResources, anyText } from "./support/arbitraries.ts";
import { alertFacts, anIncident, SURROUNDINGS } from "./support/incidents.ts";
import { refusalOfMessage, refusalOfView } from "./support/limits.ts";

const { consoleLinks } = SURROUNDINGS;

function aSheet(changes: Partial<ForceDeleteSheet> = {}): ForceDeleteSheet {
  return {
    number: aNumber(),
    resources: alertFacts().resources,
    factsReadAt: NOW,
    modalId: "00000000-0000-4000-8000-000000000000",
    incident: anIncident(),
    decision: { decision: "refused", why: "form", faults: {} },
    approval: null,
    needsApproval: false,
    ...changes,
  };
}

const golden = (drawn: unknown, name: string) =>
  expect(`${JSON.stringify(drawn, null, 2)}\n`).toMatchFileSnapshot(`golden/${name}.json`);

describe("windows look like this", () => {
  it("the force-delete sheet", () =>
    golden(sheetView(aSheet(), FIRST_DRAWING, consoleLinks), "force-delete-sheet"));

  it("the sheet after something changed", () => {
    const list = aResource("twilio_credential_list");
    const differences = [{ key: resourceKey(list), was: "unknown", is: "present" }] as const;
    const filled = { digits: "1234", reason: "by hand", ticks: [resourceKey(list)], accept: null };
    const sheet = aSheet({ resources: [list] });
    return golden(
      sheetView(sheet, { filled, notice: "Something changed.", differences }, consoleLinks),
      "force-delete-redrawn",
    );
  });

  it("the ticks", () =>
    golden(
      tickView(aSheet(), { numberId: 42, incidentId: 7 }, "U000ONCALL", consoleLinks),
      "tick-resources",
    ));

  it("help", () => golden(helpMessage(), "help"));

  it("a number", () => {
    const { number, resources } = aSheet();
    return golden(
      numberMessage({ number, resources, run: null, incident: anIncident() }, consoleLinks),
      "number",
    );
  });

  it("a list", () => {
    const items = [
      { number: aNumber(), resources: aSheet().resources },
      { number: aNumber({ id: 43, status: "active" }), resources: [] },
    ];
    return golden(listMessage({ items, totalCount: 40 }, { status: null, page: 1, pageSize: 15 }), "list");
  });
});

describe("any window or answer", () => {
  it("is inside Slack's limits, whatever it is about", () => {
    fc.assert(
      fc.property(anyResources(200), anyText, anyText, anyText, (resources, label, phoneNumber, typed) => {
        const number = aNumber({ label, phoneNumber, corruptionCause: label, corruptionMessage: typed });
        const ticks = resources.slice(0, 60).map(optionValue);
        const differences = resources
          .slice(0, 30)
          .map((resource) => ({ key: resourceKey(resource), was: "unknown", is: "present" }) as const);
        const redraw = {
          filled: { digits: typed, reason: typed, ticks, accept: null },
          notice: "changed",
          differences,
        };
        expect(refusalOfView(sheetView(aSheet({ number, resources }), redraw, consoleLinks))).toBeUndefined();
        expect(
          refusalOfView(
            tickView({ number, resources }, { numberId: 42, incidentId: 7 }, "U000ONCALL", consoleLinks),
          ),
        ).toBeUndefined();
        expect(refusalOfView(allResourcesView({ number, resources }, consoleLinks))).toBeUndefined();
        expect(
          refusalOfMessage(
            numberMessage({ number, resources, run: null, incident: null }, consoleLinks, "Checked."),
          ),
        ).toBeUndefined();
        expect(
          refusalOfMessage(noteMessage(aNote({ text: label }), anIncident(), SURROUNDINGS)),
        ).toBeUndefined();
        const items = resources.slice(0, 15).map(() => ({ number, resources }));
        const asked = { status: "corrupted", page: 1, pageSize: 15 } as const;
        expect(refusalOfMessage(listMessage({ items, totalCount: 99 }, asked))).toBeUndefined();
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });
});

describe("a resource that was seen, but not judged", () => {
  const list = aResource("twilio_credential_list", {
    state: "unknown",
    detail: "it is there, but whether others use it could not be checked: Twilio did not answer",
    lastSeenAt: NOW,
  });

  it("is nothing to tick in the force-delete window, and nothing to remove blindly", () => {
    const drawn = JSON.stringify(sheetView(aSheet({ resources: [list] }), FIRST_DRAWING, consoleLinks));
    expect(drawn).not.toContain("I have removed");
    expect(drawn).toContain("is still there (seen <!date");
    expect(drawn).toContain("see there whether others use it; remove it if nobody does");
  });
});

describe("ticks", () => {
  it("are not set again where the facts moved since", () => {
    const list = aResource("twilio_credential_list", { state: "unknown", tickedBy: "U00SECONDO" });
    const filled = { digits: "", reason: "", ticks: [optionValue(list)], accept: null };
    const differences = [{ key: resourceKey(list), was: "gone", is: "unknown" }] as const;
    const drawn = (redraw: Redraw) =>
      JSON.stringify(sheetView(aSheet({ resources: [list] }), redraw, consoleLinks));
    expect(drawn({ filled, notice: null, differences: [] })).toContain("initial_options");
    expect(drawn({ filled, notice: null, differences })).not.toContain("initial_options");
    expect(drawn({ filled: { ...filled, ticks: [] }, notice: null, differences: [] })).not.toContain(
      "initial_options",
    );
  });

  it("lead back to their resources, however long an id is", () => {
    fc.assert(
      fc.property(anyResources(40), (resources) => {
        const chosen = resources.filter((_, index) => index % 2 === 0);
        expect(tickedKeys(chosen.map(optionValue), resources)).toEqual(chosen.map(resourceKey));
        expect(resources.every((resource) => optionValue(resource).length <= 150)).toBe(true);
      }),
    );
  });

  it("say the whole id of every kind of resource", () => {
    const sheet = aSheet({
      resources: [
        aResource("twilio_ip_access_control_list", { state: "unknown" }),
        aResource("livekit_outbound_trunk", { state: "unknown", sid: `ST_${"x".repeat(60)}` }),
      ],
    });
    const drawn = JSON.stringify(sheetView(sheet, FIRST_DRAWING, consoleLinks));
    expect(drawn).toContain(`I have removed IP access control list AL${"a".repeat(32)}"`);
    expect(drawn).toContain(`"text":"ST_${"x".repeat(60)}"`);
  });
});
