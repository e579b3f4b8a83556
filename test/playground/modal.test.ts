import type { KnownBlock, ModalView } from "@slack/types";
import { describe, expect, it } from "vitest";
import type { Reader } from "../../playground/render/reader.ts";
import { renderModal } from "../../playground/render/render-modal.ts";

const reader: Reader = { timeZone: "UTC", locale: "en-GB", now: new Date("2026-01-15T03:12:00Z"), names: {} };
const plain = (text: string) => ({ type: "plain_text", text }) as const;
const mrkdwn = (text: string) => ({ type: "mrkdwn", text }) as const;
const option = (value: string) => ({ text: plain(`Option ${value}`), value });
const NASTY = `"><script>alert('1')</script>&`;
const SAFE = "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;";

const modal = (blocks: KnownBlock[], changes: Partial<ModalView> = {}): ModalView => ({
  type: "modal",
  title: plain("Force delete"),
  blocks,
  ...changes,
});

describe("a window", () => {
  const inputs: KnownBlock[] = [
    { type: "alert", level: "error", text: mrkdwn("*careful*") },
    {
      type: "input",
      block_id: "ticks",
      label: plain("Ticks"),
      element: {
        type: "checkboxes",
        action_id: "ticks",
        options: [{ ...option("a"), description: plain("more") }, option("b")],
        initial_options: [option("b")],
      },
    },
    {
      type: "input",
      block_id: "digits",
      label: plain("Digits"),
      hint: plain("four"),
      element: { type: "plain_text_input", action_id: "digits", initial_value: NASTY, max_length: 20 },
    },
    {
      type: "input",
      block_id: "reason",
      optional: true,
      label: plain("Reason"),
      element: {
        type: "plain_text_input",
        action_id: "reason",
        multiline: true,
        initial_value: "\n</textarea>",
      },
    },
    {
      type: "input",
      block_id: "when",
      label: plain("When"),
      element: {
        type: "static_select",
        action_id: "when",
        options: [option("1"), option("2")],
        initial_option: option("2"),
      },
    },
  ];

  it("has a title, a close button, and a submit button only where it can be submitted", () => {
    const reading = renderModal(modal([]), reader);
    expect(reading).toContain("<h2>Force delete</h2>");
    expect(reading).not.toContain('data-view="submit"');
    const asking = renderModal(
      modal(inputs, {
        submit: plain("Delete"),
        close: plain("Cancel"),
        callback_id: "cb",
        private_metadata: NASTY,
      }),
      reader,
    );
    expect(asking).toContain('data-view="submit">Delete</button>');
    expect(asking).toContain('data-view="close">Cancel</button>');
    expect(asking).toContain(`data-callback-id="cb" data-private-metadata="${SAFE}"`);
  });

  it("labels its fields and keeps what was filled in", () => {
    const drawn = renderModal(modal(inputs), reader);
    expect(drawn).toContain("<legend>Ticks</legend>");
    expect(drawn).toContain(
      '<input type="checkbox" data-action-id="ticks" data-block-id="ticks" value="b" checked>',
    );
    expect(drawn).toContain('<input type="checkbox" data-action-id="ticks" data-block-id="ticks" value="a">');
    expect(drawn).toContain('<label for="field-digits-digits">Digits</label>');
    expect(drawn).toContain(`maxlength="20" value="${SAFE}">`);
    expect(drawn).toContain('Reason <span class="optional">(optional)</span>');
    expect(drawn).toContain("\n\n&lt;/textarea&gt;</textarea>");
    expect(drawn).toContain('<option value="2" selected>');
    expect(drawn).toContain('<div class="alert error" role="note">');
  });

  it("shows a fault at its field", () => {
    const drawn = renderModal(modal(inputs), reader, { digits: `wrong ${NASTY}` });
    expect(drawn).toContain('aria-invalid="true" aria-describedby="fault-digits"');
    expect(drawn).toContain(`id="fault-digits">wrong ${SAFE}</p>`);
    expect(drawn.match(/role="alert"/g)).toHaveLength(1);
  });
});
