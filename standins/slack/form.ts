import { interactiveElements } from "./block-kit/elements-of.ts";
import { enteredValue, type Input, inputKey, isEmptyValue, type Typed } from "./form-state.ts";
import { type Block, type Element, isObject, type Json, type ShownView } from "./wire.ts";

/** Inputs by block id: the value itself where the block has one input, or values by action id. */
export type FormValues = Record<string, Input | Record<string, Input>>;

interface Found {
  block: Block;
  element: Element;
}

/** The element with this action id (and block id, and button value, where given); throws with what is there. */
export function findElement(
  blocks: readonly Block[],
  actionId: string,
  narrow: { blockId?: string | undefined; value?: string | undefined },
): Found {
  const all = interactiveElements(blocks);
  const found = all.find(
    ({ block, element }) =>
      element.action_id === actionId &&
      (narrow.blockId === undefined || block.block_id === narrow.blockId) &&
      (narrow.value === undefined || element["value"] === narrow.value),
  );
  if (!found) {
    const there = all.map(({ block, element }) => `${block.block_id}/${element.action_id}`).join(", ");
    throw new Error(`nobody can press ${actionId}: there is ${there || "nothing to press"}`);
  }
  return found;
}

/** What a person entered, ready for `state.values`; throws where a block, input or option does not exist. */
export function enteredForm(blocks: readonly Block[], values: FormValues): Typed {
  const typed: Typed = new Map();
  const elements = interactiveElements(blocks);
  for (const [blockId, given] of Object.entries(values)) {
    const inBlock = elements.filter(({ block }) => block.block_id === blockId);
    const [only] = inBlock;
    if (!only) throw new Error(`there is no input in block ${blockId}: ${blockIds(blocks)}`);
    const byAction = isObject(given)
      ? Object.entries(given)
      : [[String(only.element.action_id), given] as const];
    if (!isObject(given) && inBlock.length > 1) throw new Error(`block ${blockId} has several inputs`);
    for (const [actionId, input] of byAction) {
      const { element } = findElement(blocks, actionId, { blockId });
      typed.set(inputKey(blockId, actionId), enteredValue(element, input as Input));
    }
  }
  return typed;
}

/** Why Slack's client would not send this view off: required inputs left empty, text outside its length. */
export function blockedInputs(view: ShownView): string[] {
  return view.blocks
    .filter((block) => block.type === "input")
    .flatMap((block) => {
      const element = block["element"] as Element;
      const value = view.state.values[String(block.block_id)]?.[String(element.action_id)];
      if (!value) return [];
      if (isEmptyValue(value)) return block["optional"] === true ? [] : [`${block.block_id} is required`];
      return lengthFault(block, element, value);
    });
}

function lengthFault(block: Block, element: Element, value: Json): string[] {
  if (element.type !== "plain_text_input") return [];
  const length = String(value["value"]).length;
  const least = Number(element["min_length"] ?? 0);
  const most = Number(element["max_length"] ?? 3000);
  return length < least || length > most ? [`${block.block_id} takes ${least} to ${most} characters`] : [];
}

function blockIds(blocks: readonly Block[]): string {
  return blocks.map((block) => block.block_id).join(", ");
}
