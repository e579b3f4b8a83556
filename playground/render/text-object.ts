import type { MrkdwnElement, PlainTextElement } from "@slack/types";
import { type Html, html } from "./html.ts";
import { mrkdwn } from "./mrkdwn.ts";
import type { Reader } from "./reader.ts";
import { Unsupported } from "./unsupported.ts";

/** plain_text as it is, mrkdwn with its formatting. */
export function textObject(text: PlainTextElement | MrkdwnElement, reader: Reader): Html {
  switch (text.type) {
    case "plain_text":
      return html`${text.text}`;
    case "mrkdwn":
      return mrkdwn(text.text, reader);
    default:
      throw new Unsupported("text", (text as { type: string }).type);
  }
}
