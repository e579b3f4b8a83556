import type { Checkboxes, InputBlock, PlainTextInput } from "@slack/types";
import { staticSelect, wiring } from "./elements.ts";
import { attributes, type Html, html, joined } from "./html.ts";
import type { Reader } from "./reader.ts";
import { textObject } from "./text-object.ts";
import { Unsupported } from "./unsupported.ts";

/** A field of a window with its label, hint and fault; a page reads it by `data-block-id` and `data-action-id`. */
export function inputBlock(block: InputBlock, fault: string | null, reader: Reader): Html {
  const optional = block.optional === true ? html` <span class="optional">(optional)</span>` : null;
  const label = html`${textObject(block.label, reader)}${optional}`;
  const below = html`${hint(block, reader)}${fault === null ? null : html`<p${attributes({ class: "fault", role: "alert", id: `fault-${block.block_id}` })}>${fault}</p>`}`;
  const { element } = block;
  const shape = attributes({ class: fault === null ? "input" : "input faulty" });
  switch (element.type) {
    case "checkboxes":
      return html`<fieldset${shape}><legend>${label}</legend>${checkboxes(element, block.block_id, reader)}${below}</fieldset>`;
    case "plain_text_input":
      return html`<div${shape}><label${attributes({ for: fieldId(block) })}>${label}</label>${textInput(element, block, fault)}${below}</div>`;
    case "static_select":
      return html`<div${shape}><label${attributes({ for: fieldId(block) })}>${label}</label>${staticSelect(element, block.block_id, reader, fieldId(block))}${below}</div>`;
    default:
      throw new Unsupported("input element", element.type);
  }
}

/** Unique in a page that shows one window at a time. */
function fieldId({ block_id, element }: InputBlock): string {
  return `field-${block_id}-${"action_id" in element ? element.action_id : ""}`;
}

function hint({ hint }: InputBlock, reader: Reader): Html | null {
  return hint === undefined ? null : html`<p class="hint">${textObject(hint, reader)}</p>`;
}

function textInput(element: PlainTextInput, block: InputBlock, fault: string | null): Html {
  const its = attributes({
    class: "field",
    id: fieldId(block),
    ...wiring(element.action_id, block.block_id),
    placeholder: element.placeholder?.text,
    minlength: element.min_length,
    maxlength: element.max_length,
    "aria-invalid": fault === null ? null : "true",
    "aria-describedby": fault === null ? null : `fault-${block.block_id}`,
  });
  const value = element.initial_value ?? "";
  // A browser drops one line break at the start of a textarea.
  return element.multiline === true
    ? html`<textarea${its} rows="3">\n${value}</textarea>`
    : html`<input type="text"${its}${attributes({ value })}>`;
}

function checkboxes(element: Checkboxes, blockId: string | undefined, reader: Reader): Html {
  const ticked = (element.initial_options ?? []).map(({ value }) => value);
  return joined(
    element.options.map((option) => {
      const its = attributes({
        type: "checkbox",
        ...wiring(element.action_id, blockId),
        value: option.value,
        checked: ticked.includes(option.value),
      });
      const more =
        option.description === undefined
          ? null
          : html`<span class="description">${textObject(option.description, reader)}</span>`;
      return html`<label class="option"><input${its}><span>${textObject(option.text, reader)}${more}</span></label>`;
    }),
  );
}
