import type { Button, KnownBlock, Overflow, PlainTextOption, StaticSelect } from "@slack/types";
import { attributes, type Html, html, joined } from "./html.ts";
import type { Reader } from "./reader.ts";
import { textObject } from "./text-object.ts";
import { Unsupported } from "./unsupported.ts";

/** What stands in an actions block or beside a section. */
type Element = Extract<KnownBlock, { type: "actions" }>["elements"][number] | { type: string };

/** A control whose use Slack reports at once; a page finds it by `data-action-id`, and what it carries in `data-value`. */
export function actionElement(element: Element, blockId: string | undefined, reader: Reader): Html {
  switch (element.type) {
    case "button":
      return button(element as Button, blockId, reader);
    case "static_select":
      return staticSelect(element as StaticSelect, blockId, reader);
    case "overflow":
      return overflow(element as Overflow, blockId, reader);
    default:
      throw new Unsupported("element", element.type);
  }
}

function button(element: Button, blockId: string | undefined, reader: Reader): Html {
  if (element.url !== undefined) throw new Unsupported("element", "button with url");
  const its = attributes({
    type: "button",
    class: element.style === undefined ? "button" : `button ${element.style}`,
    ...wiring(element.action_id, blockId),
    "data-value": element.value,
    "data-confirm": confirmation(element.confirm),
    "aria-label": element.accessibility_label,
  });
  return html`<button${its}>${textObject(element.text, reader)}</button>`;
}

/** A menu; also used as an input. */
export function staticSelect(
  element: StaticSelect,
  blockId: string | undefined,
  reader: Reader,
  id?: string,
): Html {
  if (element.options === undefined) throw new Unsupported("element", "static_select with option_groups");
  const chosen = element.initial_option?.value;
  const placeholder = element.placeholder?.text ?? "Select an option";
  const its = attributes({
    class: "select",
    ...wiring(element.action_id, blockId),
    "data-confirm": confirmation(element.confirm),
    id: id ?? null,
    "aria-label": id === undefined ? placeholder : null,
  });
  const options = element.options.map(
    (option) =>
      html`<option${attributes({ value: option.value, selected: option.value === chosen })}>${textObject(option.text, reader)}</option>`,
  );
  return html`<select${its}><option${attributes({ value: "", selected: chosen === undefined })}>${placeholder}</option>${options}</select>`;
}

function overflow(element: Overflow, blockId: string | undefined, reader: Reader): Html {
  const options = (element.options as PlainTextOption[]).map((option) => {
    const its = attributes({
      type: "button",
      role: "menuitem",
      ...wiring(element.action_id, blockId),
      "data-value": option.value,
      "data-confirm": confirmation(element.confirm),
    });
    return html`<button${its}>${textObject(option.text, reader)}</button>`;
  });
  return html`<details class="overflow"><summary class="button" aria-label="More actions">⋯</summary><div role="menu">${joined(options)}</div></details>`;
}

/** What a page needs to say whose control it was. */
export function wiring(actionId: string | undefined, blockId: string | undefined) {
  return { "data-action-id": actionId, "data-block-id": blockId };
}

/** The question before the deed, for the page to ask. */
function confirmation(confirm: Button["confirm"]): string | null {
  return confirm === undefined ? null : JSON.stringify(confirm);
}
