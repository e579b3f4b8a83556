import type { HomeView, ModalView } from "@slack/types";
import { fitMessage, type SlackMessage } from "../../../src/slack/messages/slack-message.ts";
import { messageRefusal } from "../../../standins/slack/block-kit/check-message.ts";
import { viewRefusal } from "../../../standins/slack/block-kit/check-view.ts";
import type { Json } from "../../../standins/slack/wire.ts";

/** What Slack would say against a message as it leaves; undefined: nothing. Checked by the stand-in's own limits. */
export function refusalOfMessage(drawn: SlackMessage): unknown {
  const message = fitMessage(drawn);
  if (message.text === "" || message.text.length > 4000) return `text of ${message.text.length} characters`;
  return messageRefusal(onTheWire(message), { total: true });
}

/** The same for a view. */
export function refusalOfView(view: ModalView | HomeView): unknown {
  return viewRefusal(onTheWire(view), view.type);
}

function onTheWire(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** Every text in it that Slack reads as mrkdwn. */
export function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (typeof value !== "object" || value === null) return [];
  const own = "type" in value && value.type === "mrkdwn" && "text" in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(mrkdwnIn)];
}
