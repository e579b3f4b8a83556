import { createHash } from "node:crypto";
import type { Checkboxes, InputBlock, PlainTextOption } from "@slack/types";
import { type ExternalResource, resourceKey } from "../../domain/external-resource.ts";
import { BLOCK, INPUT } from "../ids.ts";
import { oneLine, plain } from "../messages/mrkdwn.ts";
import { LIMIT } from "../messages/slack-message.ts";
import { KIND_WORDS } from "../messages/words.ts";

/**
 * Checkboxes for these resources, ten to a block. A block is named after its resources: where one of them moves, the name
 * changes, and with it Slack drops what was ticked there; `ticked` (resource keys) puts back what still holds.
 */
export function tickBlocks(
  resources: readonly ExternalResource[],
  ticked: readonly string[],
  label: string,
  optional: boolean,
): InputBlock[] {
  const groups: ExternalResource[][] = [];
  for (let start = 0; start < resources.length; start += LIMIT.options)
    groups.push(resources.slice(start, start + LIMIT.options));
  return groups.map((group) => ({
    type: "input",
    block_id: `${BLOCK.ticks}${digest(group.map(resourceKey).join(" "))}`,
    label: { type: "plain_text", text: label, emoji: false },
    optional,
    element: checkboxes(group, ticked),
  }));
}

/** The resource keys behind ticked option values; a value that belongs to no resource is left out. */
export function tickedKeys(values: readonly string[], resources: readonly ExternalResource[]): string[] {
  return resources.filter((resource) => values.includes(optionValue(resource))).map(resourceKey);
}

/** A resource key where it fits into an option, else its digest. */
export function optionValue(resource: Pick<ExternalResource, "kind" | "sid">): string {
  const key = resourceKey(resource);
  return key.length <= LIMIT.optionValue ? key : `sha256:${digest(key)}`;
}

/**
 * The one box that lets these stay where they are. Named after them, like the ticks: where one of them moves, what was accepted
 * is accepted no more. `acceptedIn`: the name of the block in which it was ticked before.
 */
export function acceptBlock(present: readonly ExternalResource[], acceptedIn: string | null): InputBlock {
  const blockId = `${BLOCK.accept}${digest(present.map(resourceKey).join(" "))}`;
  const choice: PlainTextOption = {
    text: { type: "plain_text", text: acceptText(present), emoji: false },
    description: {
      type: "plain_text",
      text: `${present.length === 1 ? "It is" : "They are"} still there and may go on costing money.`,
      emoji: false,
    },
    value: "accept",
  };
  return {
    type: "input",
    block_id: blockId,
    label: {
      type: "plain_text",
      text: "Accept leftovers (needs a second person)",
      emoji: false,
    },
    // Without it the gate refuses whatever is sent: Slack says so before anything is.
    optional: false,
    element: {
      type: "checkboxes",
      action_id: INPUT.accept,
      options: [choice],
      ...(acceptedIn === blockId ? { initial_options: [choice] } : {}),
    },
  };
}

function acceptText(present: readonly ExternalResource[]): string {
  const [first] = present;
  if (first === undefined || present.length > 1)
    return `Leave these ${present.length} resources where they are`;
  const kind = KIND_WORDS[first.kind];
  const whole = `Leave the ${kind} ${oneLine(first.sid)} where it is`;
  return whole.length <= LIMIT.optionText ? whole : `Leave the ${kind} named above where it is`;
}

function checkboxes(resources: readonly ExternalResource[], ticked: readonly string[]): Checkboxes {
  const options = resources.map(option);
  const initial = options.filter((_, index) => {
    const resource = resources[index];
    return resource !== undefined && ticked.includes(resourceKey(resource));
  });
  return {
    type: "checkboxes",
    action_id: INPUT.ticks,
    options,
    ...(initial.length === 0 ? {} : { initial_options: initial }),
  };
}

/** An option's text holds 75 characters; a longer id stands whole below it. */
function option(resource: ExternalResource): PlainTextOption {
  const kind = KIND_WORDS[resource.kind];
  const sid = oneLine(resource.sid);
  const sentence = `I have removed ${kind} ${sid}`;
  const plainText = (text: string) => ({ type: "plain_text", text, emoji: false }) as const;
  return sentence.length > LIMIT.optionText
    ? {
        text: plainText(`I have removed this ${kind}:`),
        description: plainText(plain(sid, LIMIT.optionText)),
        value: optionValue(resource),
      }
    : { text: plainText(sentence), value: optionValue(resource) };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
