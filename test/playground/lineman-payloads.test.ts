import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reader } from "../../playground/render/reader.ts";
import { renderHome } from "../../playground/render/render-home.ts";
import { renderMessage } from "../../playground/render/render-message.ts";
import { renderModal } from "../../playground/render/render-modal.ts";
import { resourceKey } from "../../src/domain/external-resource.ts";
import { homeView } from "../../src/slack/home/home-view.ts";
import { alertMessage } from "../../src/slack/messages/alert-message.ts";
import { listMessage } from "../../src/slack/messages/list-message.ts";
import { numberMessage } from "../../src/slack/messages/number-message.ts";
import { allResourcesView } from "../../src/slack/views/all-resources-view.ts";
import { sheetView } from "../../src/slack/views/force-delete-view.ts";
import { tickView } from "../../src/slack/views/tick-view.ts";
import { anyResources, anyText } from "../slack/support/arbitraries.ts";
import { aHomeStatus, anOpenIncident } from "../slack/support/home-status.ts";
import { alertFacts, anIncident, SURROUNDINGS } from "../slack/support/incidents.ts";
import { aNumber, NOW } from "../support/factories.ts";

const reader: Reader = { timeZone: "Europe/Berlin", locale: "en-GB", now: NOW, names: {} };
const { consoleLinks } = SURROUNDINGS;

/** What somebody would write into a label who wants more than a label. */
const hostile = fc.oneof(
  anyText,
  fc.constantFrom(
    `<script>alert("1")</script>`,
    "<!channel> <!here> <@U000ONCALL>",
    "<javascript:alert(1)|press me>",
    `" onmouseover="alert(1)' x='`,
    "&lt;script&gt;&amp;lt;",
    "*bold* `code` _it_ ~no~ ```pre```",
    "</textarea><img src=x onerror=alert(1)>",
  ),
);

const drawnMessage = (payload: { text: string }) => renderMessage(payload, { sentAt: NOW }, reader);

/** Tags, attributes and addresses in it that are not the renderer's own. */
function foreignMarkup(html: string): string[] {
  const tags = html.match(/<[^>]*>/g) ?? [];
  const attributes = tags.flatMap((tag) =>
    [...tag.matchAll(/\s([^\s=">]+)(?:="[^"]*")?/g)].map(([, name]) => String(name)),
  );
  const addresses = [...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => String(url));
  return [
    ...tags.filter((tag) => /^<\/?(?:script|img|iframe|style|object)/i.test(tag)),
    ...attributes.filter((name) => /^on/i.test(name) || !/^[a-z-]+$/i.test(name)),
    ...addresses.filter((url) => !url.startsWith("https://")),
    ...(html.match(/class="mention broadcast"/g) ?? []),
  ];
}

describe("everything that Lineman draws", () => {
  it("renders, and nothing foreign in it becomes markup, whatever it is about", () => {
    const cases = fc.record({
      label: hostile,
      message: hostile,
      reason: hostile,
      resources: anyResources(30),
    });
    fc.assert(
      fc.property(cases, ({ label, message, reason, resources }) => {
        const number = aNumber({
          label,
          phoneNumber: label,
          corruptionCause: message,
          corruptionMessage: message,
        });
        const incident = anIncident({ label, phoneNumber: label, message });
        const ended = {
          closedAt: NOW,
          outcome: "force_deleted",
          closedReason: reason,
          closedBasis: "attested",
        } as const;
        const factsReadAt = NOW;
        const nobodyAsked = { approval: null, needsApproval: false };
        const decision = { decision: "refused", why: "form", faults: {} } as const;
        const sheet = { number, resources, factsReadAt, modalId: "m", incident, decision, ...nobodyAsked };
        const differences = resources.map(
          (one) => ({ key: resourceKey(one), was: "gone", is: "unknown" }) as const,
        );
        const redraw = {
          filled: { digits: reason, reason, ticks: [], accept: null },
          notice: "changed",
          differences,
        };
        const drawn = [
          drawnMessage(alertMessage(alertFacts({ incident, number, resources }), SURROUNDINGS)),
          drawnMessage(
            alertMessage(
              alertFacts({ incident: { ...incident, ...ended }, number: null, resources }),
              SURROUNDINGS,
            ),
          ),
          drawnMessage(numberMessage({ number, resources, run: null, incident }, consoleLinks)),
          drawnMessage(
            listMessage(
              { items: [{ number, resources }], totalCount: 1 },
              { status: null, page: 1, pageSize: 15 },
            ),
          ),
          renderModal(sheetView(sheet, redraw, consoleLinks), reader, { digits: reason }),
          renderModal(tickView(sheet, { numberId: 42, incidentId: 7 }, "U000ONCALL", consoleLinks), reader),
          renderModal(allResourcesView(sheet, consoleLinks), reader),
          renderHome(
            homeView(aHomeStatus({ list: { kind: "incidents", incidents: [anOpenIncident({ incident })] } })),
            reader,
          ),
        ];
        expect(drawn.flatMap(foreignMarkup)).toEqual([]);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });
});
