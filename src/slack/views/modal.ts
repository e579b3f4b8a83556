import type { KnownBlock, ModalView } from "@slack/types";
import { clamp } from "../messages/mrkdwn.ts";
import { LIMIT, section } from "../messages/slack-message.ts";

/** A window of ours. `callbackId` and `submit` belong to windows with something to fill in. */
export function modalView(
  title: string,
  blocks: readonly KnownBlock[],
  extra: {
    callbackId?: string;
    submit?: string;
    close?: string;
    privateMetadata?: string;
    notifyOnClose?: boolean;
  } = {},
): ModalView {
  const plainText = (text: string) => ({ type: "plain_text", text: clamp(text, 24), emoji: false }) as const;
  return {
    type: "modal",
    title: plainText(title),
    close: plainText(extra.close ?? "Close"),
    blocks: blocks.slice(0, LIMIT.viewBlocks),
    ...(extra.submit === undefined ? {} : { submit: plainText(extra.submit) }),
    ...(extra.callbackId === undefined ? {} : { callback_id: extra.callbackId }),
    ...(extra.privateMetadata === undefined ? {} : { private_metadata: extra.privateMetadata }),
    ...(extra.notifyOnClose === undefined ? {} : { notify_on_close: extra.notifyOnClose }),
  };
}

/** A window that only says something: a refusal, an outcome, or that it will take a moment. */
export function noticeView(title: string, ...paragraphs: readonly string[]): ModalView {
  return modalView(title, paragraphs.map(section));
}
