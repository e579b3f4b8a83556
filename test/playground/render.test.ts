import type { ActionsBlock, HomeView, KnownBlock, ModalView } from "@slack/types";
import { describe, expect, it } from "vitest";
import type { Reader } from "../../playground/render/reader.ts";
import { renderHome } from "../../playground/render/render-home.ts";
import { renderMessage } from "../../playground/render/render-message.ts";
import { renderModal } from "../../playground/render/render-modal.ts";

const sentAt = new Date("2026-01-15T03:12:00Z");
const reader: Reader = { timeZone: "UTC", locale: "en-GB", now: sentAt, names: {} };
const message = (...blocks: KnownBlock[]) => renderMessage({ text: "fallback", blocks }, { sentAt }, reader);
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

describe("a message", () => {
  it("stands beside its app, with its time", () => {
    const drawn = message({ type: "divider" });
    expect(drawn).toContain('<span class="badge">APP</span>');
    expect(drawn).toContain(">03:12</time>");
    expect(drawn).toContain("<hr>");
    expect(drawn).not.toContain("fallback");
  });

  it("is its text where it has no blocks", () => {
    expect(renderMessage({ text: "*hi* <!channel>" }, { sentAt }, reader)).toContain("<strong>hi</strong>");
  });

  it("says when only one person sees it", () => {
    expect(renderMessage({ text: "x" }, { sentAt, ephemeral: true }, reader)).toContain(
      "Only visible to you",
    );
    expect(message()).not.toContain("Only visible to you");
  });

  it("draws headers as headings, sections with fields and an accessory, and context lines", () => {
    const button = { type: "button", action_id: "open", text: plain("Open"), value: "42:7" } as const;
    const drawn = message(
      { type: "header", text: plain("*as it is*") },
      { type: "section", text: mrkdwn("*bold*"), fields: [plain("one"), mrkdwn("_two_")], accessory: button },
      { type: "context", elements: [mrkdwn("small"), plain("*plain*")] },
    );
    expect(drawn).toContain("<h3>*as it is*</h3>");
    expect(drawn).toContain("<p><strong>bold</strong></p>");
    expect(drawn).toContain("<p>one</p><p><em>two</em></p>");
    expect(drawn).toContain('data-action-id="open" data-value="42:7">Open</button>');
    expect(drawn).toContain("<p>small</p><p>*plain*</p>");
  });

  it("draws controls that a page can find", () => {
    const confirm = { title: plain("Sure?"), text: plain(NASTY), confirm: plain("Yes"), deny: plain("No") };
    const actions: ActionsBlock = {
      type: "actions",
      block_id: "buttons",
      elements: [
        { type: "button", action_id: "go", text: plain("Go"), value: NASTY, style: "danger", confirm },
        { type: "static_select", action_id: "snooze", placeholder: plain("Snooze"), options: [option("30")] },
        { type: "overflow", action_id: "more", options: [option("a"), option("b")] },
      ],
    };
    const drawn = message(actions);
    expect(drawn).toContain(
      `<button type="button" class="button danger" data-action-id="go" data-block-id="buttons" data-value="${SAFE}"`,
    );
    expect(drawn).toContain('data-action-id="snooze" data-block-id="buttons"');
    expect(drawn).toContain('<option value="30">Option 30</option>');
    expect(drawn).toContain('data-action-id="more" data-block-id="buttons" data-value="b">Option b</button>');
    expect(drawn).not.toContain("<script");
  });
});

describe("what the renderer does not know", () => {
  const unknown = (block: object) => () => message(block as KnownBlock);

  it("is refused by name, so that no picture has a hole", () => {
    expect(unknown({ type: "table", rows: [] })).toThrow('block "table"');
    expect(unknown({ type: "actions", elements: [{ type: "datepicker" }] })).toThrow('element "datepicker"');
    expect(unknown({ type: "section", text: mrkdwn("x"), accessory: { type: "image" } })).toThrow('"image"');
    expect(unknown({ type: "context", elements: [{ type: "image" }] })).toThrow('context element "image"');
    expect(unknown({ type: "section", text: { type: "markdown", text: "x" } })).toThrow('text "markdown"');
    expect(unknown({ type: "input", label: plain("x"), element: { type: "file_input" } })).toThrow(
      '"file_input"',
    );
    expect(
      unknown({ type: "actions", elements: [{ type: "button", text: plain("x"), url: "https://x" }] }),
    ).toThrow("button with url");
  });

  it("is refused in windows and in Home as well", () => {
    const blocks = [{ type: "carousel" }] as unknown as KnownBlock[];
    const home: HomeView = { type: "home", blocks };
    expect(() => renderModal(modal(blocks), reader)).toThrow('"carousel"');
    expect(() => renderHome(home, reader)).toThrow('"carousel"');
  });
});
