import type { InputBlock } from "@slack/types";
import { type ExternalResource, isSeenThere, resourceKey } from "../../domain/external-resource.ts";
import { type Difference, MOST_REASON_CHARACTERS } from "../../domain/force-delete-gate.ts";
import { BLOCK, INPUT } from "../ids.ts";
import type { Filled } from "./force-delete-form.ts";
import { acceptBlock, optionValue, tickBlocks } from "./tick-blocks.ts";

/** What is kept of what was filled in before; ticks of resources that moved are not. */
export interface Kept {
  filled: Filled | null;
  differences: readonly Difference[];
}

/** Everything that a person has to say to a force delete of these. */
export function forceDeleteInputs(resources: readonly ExternalResource[], kept: Kept): InputBlock[] {
  const { filled } = kept;
  // What the last look saw nobody can vouch for, whatever else could not be told of it.
  const present = resources.filter(isSeenThere);
  const unknown = resources.filter((resource) => resource.state === "unknown" && !isSeenThere(resource));
  const ticked = unknown.filter((resource) => isTicked(resource, kept)).map(resourceKey);
  return [
    ...tickBlocks(unknown, ticked, "Not proven gone: tick what you have removed", false),
    ...(present.length === 0 ? [] : [acceptBlock(present, filled?.accept ?? null)]),
    textInput(BLOCK.digits, INPUT.digits, "Last four digits of the number", filled?.digits ?? "", {
      max_length: 20,
      placeholder: { type: "plain_text", text: "Only the digits" },
    }),
    {
      ...textInput(BLOCK.reason, INPUT.reason, reasonLabel(unknown, present), filled?.reason ?? "", {
        max_length: MOST_REASON_CHARACTERS,
        multiline: true,
      }),
      optional: unknown.length === 0 && present.length === 0,
    },
  ];
}

function reasonLabel(unknown: readonly unknown[], present: readonly unknown[]): string {
  if (unknown.length > 0) return "Reason (needed because not everything is proven gone)";
  return present.length > 0 ? "Reason (needed to accept leftovers)" : "Reason";
}

/** What the person ticked in this window before, else what was ticked in the alert; never where the facts moved since. */
function isTicked(resource: ExternalResource, { filled, differences }: Kept): boolean {
  if (differences.some(({ key }) => key === resourceKey(resource))) return false;
  return filled === null ? resource.tickedBy !== null : filled.ticks.includes(optionValue(resource));
}

function textInput(
  blockId: string,
  actionId: string,
  label: string,
  value: string,
  extra: { max_length: number; multiline?: boolean; placeholder?: { type: "plain_text"; text: string } },
): InputBlock {
  return {
    type: "input",
    block_id: blockId,
    label: { type: "plain_text", text: label, emoji: false },
    element: {
      type: "plain_text_input",
      action_id: actionId,
      ...extra,
      ...(value === "" ? {} : { initial_value: value.slice(0, extra.max_length) }),
    },
  };
}
