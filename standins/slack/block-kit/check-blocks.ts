import { isObject, objectsAt } from "../wire.ts";
import { block } from "./blocks.ts";
import { type Inspection, list, type Problem, refuse, type Surface } from "./checks.ts";
import { elementsOf } from "./elements-of.ts";

/** Messages hold 50 blocks, modals and Home 100. */
const mostBlocks: Record<Surface, number> = { message: 50, modal: 100, home: 100 };

/** Everything Slack would refuse about the blocks at `pointer`; empty when they would be shown. */
export function checkBlocks(blocks: unknown, surface: Surface, pointer: string): Problem[] {
  const inspection: Inspection = { surface, problems: [] };
  list(block, mostBlocks[surface], 0)(blocks, pointer, inspection);
  if (Array.isArray(blocks)) checkIds(blocks, pointer, inspection);
  return inspection.problems;
}

/** block_id is unique in a message or view, action_id in its block. */
function checkIds(blocks: unknown[], pointer: string, inspection: Inspection): void {
  const blockIds = new Set<string>();
  const look = (each: unknown, at: string): void => {
    if (!isObject(each)) return;
    const blockId = each["block_id"];
    if (typeof blockId === "string") {
      if (blockIds.has(blockId)) {
        refuse(inspection, `${at}/block_id`, `\`block_id\` "${blockId}" already exists`);
      }
      blockIds.add(blockId);
    }
    const actionIds = new Set<string>();
    for (const { element, pointer: place } of elementsOf(each)) {
      const actionId = element.action_id;
      if (actionId === undefined) continue;
      if (actionIds.has(actionId)) {
        refuse(inspection, `${at}${place}/action_id`, `\`action_id\` "${actionId}" already exists`);
      }
      actionIds.add(actionId);
    }
    objectsAt(each, "child_blocks").forEach((child, index) => {
      look(child, `${at}/child_blocks/${index}`);
    });
  };
  blocks.forEach((each, index) => {
    look(each, `${pointer}/${index}`);
  });
}
