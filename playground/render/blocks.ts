import type { AlertBlock, Block, ContextBlock, KnownBlock, SectionBlock } from "@slack/types";
import { actionElement } from "./elements.ts";
import { attributes, type Html, html, joined } from "./html.ts";
import { inputBlock } from "./inputs.ts";
import type { Reader } from "./reader.ts";
import { textObject } from "./text-object.ts";
import { Unsupported } from "./unsupported.ts";

/** Field errors by block id, as an answer to a submission carries them. */
export type Faults = Record<string, string>;

/** The kinds of block that Lineman sends. Throws Unsupported for any other. */
export function blocks(all: readonly (KnownBlock | Block)[], reader: Reader, faults: Faults = {}): Html {
  return joined(
    all.map((block) => html`<div class="block">${one(block as KnownBlock, reader, faults)}</div>`),
  );
}

function one(block: KnownBlock, reader: Reader, faults: Faults): Html {
  switch (block.type) {
    case "header":
      return html`<h3>${textObject(block.text, reader)}</h3>`;
    case "section":
      return section(block, reader);
    case "context":
      return html`<div class="context">${block.elements.map((element) => contextElement(element, reader))}</div>`;
    case "actions": {
      const { elements, block_id } = block;
      return html`<div class="actions">${elements.map((element) => actionElement(element, block_id, reader))}</div>`;
    }
    case "divider":
      return html`<hr>`;
    case "input":
      return inputBlock(
        block,
        (block.block_id === undefined ? null : faults[block.block_id]) ?? null,
        reader,
      );
    case "alert":
      return alert(block, reader);
    default:
      throw new Unsupported("block", block.type);
  }
}

function section({ text, fields, accessory, block_id }: SectionBlock, reader: Reader): Html {
  const said = text === undefined ? null : html`<p>${textObject(text, reader)}</p>`;
  const grid =
    fields === undefined
      ? null
      : html`<div class="fields">${fields.map((field) => html`<p>${textObject(field, reader)}</p>`)}</div>`;
  const beside =
    accessory === undefined
      ? null
      : html`<div class="accessory">${actionElement(accessory, block_id, reader)}</div>`;
  return html`<div class="section"><div class="text">${said}${grid}</div>${beside}</div>`;
}

function contextElement(element: ContextBlock["elements"][number], reader: Reader): Html {
  if (element.type === "image") throw new Unsupported("context element", element.type);
  return html`<p>${textObject(element, reader)}</p>`;
}

/** Slack draws it in windows only. */
function alert({ text, level }: AlertBlock, reader: Reader): Html {
  const its = attributes({ class: `alert ${level ?? "default"}`, role: "note" });
  return html`<div${its}><span class="sign" aria-hidden="true">!</span><p>${textObject(text, reader)}</p></div>`;
}
