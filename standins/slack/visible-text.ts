import { interactiveElements } from "./block-kit/elements-of.ts";
import { type Block, isObject } from "./wire.ts";

/** Everything a person can read in these blocks, in order, one text a line. */
export function textOf(blocks: readonly Block[]): string {
  return blocks.flatMap(textsIn).join("\n");
}

/** What can be pressed or filled in, in reading order. */
export function controlsOf(
  blocks: readonly Block[],
): { type: string; blockId: string; actionId: string; value?: string; label: string }[] {
  return interactiveElements(blocks).map(({ block, element }) => ({
    type: element.type,
    blockId: String(block.block_id),
    actionId: String(element.action_id),
    ...(typeof element["value"] === "string" ? { value: element["value"] } : {}),
    label: textsIn(element["text"] ?? block["label"] ?? element["placeholder"]).join(" "),
  }));
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === "text" && typeof item === "string" ? [item] : key === "confirm" ? [] : textsIn(item),
  );
}
