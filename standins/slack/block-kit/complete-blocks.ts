import { type Block, isObject, type Json } from "../wire.ts";

/** Gives out ids as Slack does for blocks and elements that came without one. */
export type NextId = () => string;

const interactive =
  /^(button|workflow_button|overflow|checkboxes|radio_buttons|(multi_)?\w+_select|\w*picker|\w+_input|icon_button|feedback_buttons)$/;

/** Blocks as Slack gives them back: every block_id and action_id filled in, text objects with emoji or verbatim. */
export function completeBlocks(blocks: readonly Block[], nextId: NextId): Block[] {
  return blocks.map((block) => {
    const completed = complete(block, nextId) as Block;
    const children = block["child_blocks"];
    return {
      ...completed,
      block_id: block.block_id ?? nextId(),
      ...(Array.isArray(children) ? { child_blocks: completeBlocks(children as Block[], nextId) } : {}),
    };
  });
}

function complete(value: unknown, nextId: NextId): unknown {
  if (Array.isArray(value)) return value.map((item) => complete(item, nextId));
  if (!isObject(value)) return value;
  const copy: Json = {};
  for (const [key, item] of Object.entries(value)) copy[key] = complete(item, nextId);
  const type = copy["type"];
  if (type === "plain_text") copy["emoji"] ??= true;
  if (type === "mrkdwn") copy["verbatim"] ??= false;
  if (typeof type === "string" && interactive.test(type)) copy["action_id"] ??= nextId();
  return copy;
}
