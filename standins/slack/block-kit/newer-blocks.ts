import {
  anything,
  boolean,
  byType,
  type Check,
  integer,
  list,
  object,
  oneOf,
  refuse,
  type Shape,
  string,
} from "./checks.ts";
import { anyText, mrkdwn, plainText } from "./composition.ts";
import { button, imageElement } from "./elements.ts";
import { richText } from "./rich-text.ts";

const richTextBlock = byType({ rich_text: richText });
const rawText: Shape = { required: { text: string(12_000, 0) } };
const rawNumber: Shape = { required: { value: anything, text: string(255) } };
const cell = byType({ raw_text: rawText, raw_number: rawNumber, rich_text: richText });

const card: Shape = {
  optional: {
    hero_image: imageElement,
    icon: imageElement,
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    actions: list(button, 2),
  },
  also: (value, pointer, inspection) => {
    if (!["hero_image", "title", "actions", "body"].some((name) => value[name] !== undefined)) {
      refuse(inspection, pointer, "missing required field: title");
    }
  },
};

const taskCard: Shape = {
  required: {
    task_id: string(255),
    title: string(255),
    status: oneOf("pending", "in_progress", "complete", "error"),
  },
  optional: { details: richTextBlock, output: richTextBlock, sources: anything },
};

/** Blocks added since 2025, with the limits of slack.md section 2; `child` checks what a container holds. */
export function newerBlocks(child: Check): Record<string, Shape> {
  return {
    alert: {
      required: { text: anyText(3000) },
      optional: { level: oneOf("default", "info", "warning", "error", "success") },
    },
    table: {
      required: { rows: list(list(cell, 20), 100) },
      optional: {
        column_settings: list(
          object({ optional: { align: oneOf("left", "center", "right"), is_wrapped: boolean } }),
          20,
          0,
        ),
      },
    },
    data_table: {
      required: { rows: list(list(cell, 20), 101, 2), caption: string(255) },
      optional: { page_size: integer(1, 100), row_header_column_index: integer(0, 19) },
    },
    container: {
      required: { child_blocks: list(child, 10) },
      optional: {
        title: plainText(150),
        rich_text_title: richTextBlock,
        subtitle: anyText(150),
        icon: imageElement,
        width: oneOf("narrow", "standard", "wide", "full"),
        is_collapsible: boolean,
        default_collapsed: boolean,
        has_header_divider: boolean,
      },
      also: (value, pointer, inspection) => {
        if (value["title"] === undefined && value["rich_text_title"] === undefined) {
          refuse(inspection, pointer, "missing required field: title");
        }
      },
    },
    card,
    carousel: { required: { elements: list(byType({ card }), 10) } },
    task_card: taskCard,
    plan: { required: { title: string(255) }, optional: { tasks: anything } },
  };
}
