import type { ShownView, SlackMessage } from "../../../standins/slack/wire.ts";

/** What stands on a screen, as one text. */
export const textOf = (shown: ShownView | SlackMessage | undefined) => JSON.stringify(shown?.blocks ?? []);

/** The id of the block in which resources are ticked, which changes with every drawing. */
export const tickBlock = (view: ShownView) =>
  String(view.blocks.find(({ block_id }) => block_id?.startsWith("ticks_"))?.block_id);
