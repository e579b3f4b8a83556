import { type Block, type Element, isObject, type Json, objectsAt } from "../wire.ts";

interface Placed {
  element: Element;
  /** Where it is inside its block, as a JSON pointer. */
  pointer: string;
}

/** The interactive elements directly inside one block, in reading order. */
export function elementsOf(block: Json): Placed[] {
  const placed: Placed[] = [];
  for (const name of ["accessory", "element"]) {
    const element = block[name];
    if (isElement(element)) placed.push({ element, pointer: `/${name}` });
  }
  if (block["type"] === "actions" || block["type"] === "context_actions") {
    objectsAt(block, "elements").forEach((element, index) => {
      if (isElement(element)) placed.push({ element, pointer: `/elements/${index}` });
    });
  }
  objectsAt(block, "actions").forEach((element, index) => {
    if (isElement(element)) placed.push({ element, pointer: `/actions/${index}` });
  });
  return placed;
}

/** All blocks including those inside containers and carousels, in reading order. */
export function flatBlocks(blocks: readonly Block[]): Block[] {
  return blocks.flatMap((block) => [
    block,
    ...flatBlocks(objectsAt<Block>(block, "child_blocks")),
    ...(block.type === "carousel" ? flatBlocks(objectsAt<Block>(block, "elements")) : []),
  ]);
}

/** Every interactive element of a message or view with the block that holds it. */
export function interactiveElements(blocks: readonly Block[]): { block: Block; element: Element }[] {
  return flatBlocks(blocks).flatMap((block) => elementsOf(block).map(({ element }) => ({ block, element })));
}

function isElement(value: unknown): value is Element {
  return isObject(value) && typeof value["type"] === "string" && value["type"] !== "image";
}
