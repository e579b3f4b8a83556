import type { ModalView } from "@slack/types";
import { blocks, type Faults } from "./blocks.ts";
import { attributes, html } from "./html.ts";
import type { Reader } from "./reader.ts";
import { textObject } from "./text-object.ts";

/** A window as HTML: a form whose submit and close buttons carry `data-view`. `faults`: field errors. Throws Unsupported. */
export function renderModal(view: ModalView, reader: Reader, faults: Faults = {}): string {
  const its = attributes({ class: "modal", role: "dialog", "aria-label": view.title.text });
  const form = attributes({
    "data-callback-id": view.callback_id,
    "data-private-metadata": view.private_metadata,
  });
  const submit =
    view.submit === undefined
      ? null
      : html`<button type="submit" class="button primary" data-view="submit">${textObject(view.submit, reader)}</button>`;
  const close = view.close === undefined ? html`Close` : textObject(view.close, reader);
  return html`<section${its}><form${form} novalidate><header><h2>${textObject(view.title, reader)}</h2><button type="button" class="x" data-view="close" aria-label="Close">×</button></header><div class="content">${blocks(view.blocks, reader, faults)}</div><footer><button type="button" class="button" data-view="close">${close}</button>${submit}</footer></form></section>`
    .markup;
}
