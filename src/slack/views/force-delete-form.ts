import { BLOCK, INPUT } from "../ids.ts";

/** `state.values` of a view, as far as our inputs use it: by block id, then action id. */
export type StateValues = Record<
  string,
  Record<string, { value?: string | null; selected_options?: { value: string }[] }>
>;

/** What is in the window's inputs. `ticks` are option values (tick-blocks.ts). */
export interface Filled {
  digits: string;
  reason: string;
  ticks: string[];
  /** The block in which the leftovers were accepted; null where they were not. It names which leftovers. */
  accept: string | null;
}

/** Reads the inputs of the force-delete and tick windows; what is not there is empty. */
export function readFilled(values: StateValues): Filled {
  return {
    digits: values[BLOCK.digits]?.[INPUT.digits]?.value ?? "",
    reason: values[BLOCK.reason]?.[INPUT.reason]?.value ?? "",
    ticks: Object.entries(values)
      .filter(([blockId]) => blockId.startsWith(BLOCK.ticks))
      .flatMap(([, inputs]) => inputs[INPUT.ticks]?.selected_options ?? [])
      .map((option) => option.value),
    accept: acceptedIn(values),
  };
}

function acceptedIn(values: StateValues): string | null {
  const accepted = Object.entries(values).find(
    ([blockId, inputs]) =>
      blockId.startsWith(BLOCK.accept) && (inputs[INPUT.accept]?.selected_options ?? []).length > 0,
  );
  return accepted?.[0] ?? null;
}

/** The block that a fault of the ticks is shown at: the first with checkboxes. */
export function firstTickBlock(values: StateValues): string | null {
  return Object.keys(values).find((blockId) => blockId.startsWith(BLOCK.ticks)) ?? null;
}

/** The id of the number that the window is about, as drawn; null where it is not one of ours. */
export function numberShown(blocks: readonly { block_id?: string }[]): number | null {
  for (const { block_id } of blocks) {
    const match = block_id === undefined ? null : /^number_(\d{1,9})$/.exec(block_id);
    if (match !== null) return Number(match[1]);
  }
  return null;
}
