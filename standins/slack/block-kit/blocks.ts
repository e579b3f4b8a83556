import {
  boolean,
  byType,
  type Check,
  type Inspection,
  list,
  oneOf,
  refuse,
  type Shape,
  type Surface,
  string,
} from "./checks.ts";
import { anyText, image, plainText } from "./composition.ts";
import { actionsElement, contextAction, inputElement, sectionAccessory } from "./elements.ts";
import { newerBlocks } from "./newer-blocks.ts";
import { richText } from "./rich-text.ts";

const contextElement = byType({
  image,
  plain_text: { required: { text: string(3000) }, optional: { emoji: boolean } },
  mrkdwn: { required: { text: string(3000) }, optional: { verbatim: boolean } },
});

const section: Shape = {
  optional: {
    text: anyText(3000),
    fields: list(anyText(2000), 10),
    accessory: sectionAccessory,
    expand: boolean,
  },
  also: (value, pointer, inspection) => {
    if (value["text"] === undefined && value["fields"] === undefined) {
      refuse(inspection, pointer, "missing required field: text");
    }
  },
};

const olderBlocks: Record<string, Shape> = {
  section,
  divider: {},
  header: { required: { text: plainText(150) } },
  context: { required: { elements: list(contextElement, 10) } },
  actions: { required: { elements: list(actionsElement, 25) } },
  image: { ...image, optional: { ...image.optional, title: plainText(2000) } },
  input: {
    required: { label: plainText(2000), element: inputElement },
    optional: { hint: plainText(2000), optional: boolean, dispatch_action: boolean },
  },
  rich_text: richText,
  markdown: { required: { text: string(12_000) } },
  context_actions: { required: { elements: list(contextAction, 5) } },
  file: { required: { source: oneOf("remote"), external_id: string(255) } },
  video: {
    required: {
      video_url: string(3000),
      thumbnail_url: string(3000),
      alt_text: string(2000),
      title: plainText(199),
    },
    optional: {
      title_url: string(3000),
      author_name: string(49),
      provider_name: string(255),
      provider_icon_url: string(3000),
      description: plainText(200),
    },
  },
};

/** Blocks that not every surface shows (docs.slack.dev/blocks.json, slack.md section 2); the others go anywhere. */
const surfaces: Record<string, readonly Surface[]> = {
  alert: ["modal"],
  card: ["message", "modal", "home"],
  carousel: ["message", "home"],
  container: ["message", "home"],
  table: ["message"],
  data_table: ["message"],
  markdown: ["message"],
  plan: ["message"],
  task_card: ["message"],
  context_actions: ["message"],
  file: ["message"],
};

const inContainer = "actions context divider file header image input rich_text section table video".split(
  " ",
);

function withBlockId(shapes: Record<string, Shape>): Record<string, Shape> {
  return Object.fromEntries(
    Object.entries(shapes).map(([type, shape]) => [
      type,
      { ...shape, optional: { ...shape.optional, block_id: string(255) } },
    ]),
  );
}

const nested = withBlockId(Object.fromEntries(inContainer.map((type) => [type, olderBlocks[type] ?? {}])));
const known = withBlockId({ ...olderBlocks, ...newerBlocks(byType(nested)) });
const knownBlock = byType(known);

/** One block on the surface under inspection: known, allowed there, and inside its limits. */
export const block: Check = (value, pointer, inspection: Inspection) => {
  const type = typeof value === "object" && value !== null && "type" in value ? String(value.type) : "";
  const allowed = surfaces[type];
  if (allowed && !allowed.includes(inspection.surface)) {
    return refuse(inspection, `${pointer}/type`, `unsupported type: ${type}`);
  }
  knownBlock(value, pointer, inspection);
};
