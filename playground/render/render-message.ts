import type { KnownBlock } from "@slack/types";
import { appIcon } from "./app-icon.ts";
import { blocks } from "./blocks.ts";
import { clockTime } from "./dates.ts";
import { attributes, html } from "./html.ts";
import { mrkdwn } from "./mrkdwn.ts";
import type { Reader } from "./reader.ts";

/** A message as it is sent; `text` is drawn only where there are no blocks. */
export interface MessagePayload {
  text: string;
  blocks?: readonly KnownBlock[];
}

/** How it stands in the channel. */
export interface MessagePlace {
  sentAt: Date;
  /** Only the person who asked sees it. */
  ephemeral?: boolean;
  /** For a page that has to find it again. */
  ts?: string;
}

/** One message of Lineman's, as HTML. Throws Unsupported. */
export function renderMessage(message: MessagePayload, place: MessagePlace, reader: Reader): string {
  const content =
    message.blocks === undefined || message.blocks.length === 0
      ? html`<p>${mrkdwn(message.text, reader)}</p>`
      : blocks(message.blocks, reader);
  const secret = place.ephemeral === true ? html`<p class="ephemeral">Only visible to you</p>` : null;
  const sent = html`<time${attributes({ datetime: place.sentAt.toISOString() })}>${clockTime(place.sentAt, reader)}</time>`;
  return html`<article${attributes({ class: "message", "data-ts": place.ts })}>${secret}<div class="row">${appIcon()}<div class="body"><h2 class="sender">Lineman <span class="badge">APP</span> ${sent}</h2>${content}</div></div></article>`
    .markup;
}
