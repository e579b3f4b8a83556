import { anything, boolean, byType, integer, list, object, oneOf, type Shape, string } from "./checks.ts";

const style = object({
  optional: { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean },
});

function leaf(required: Shape["required"], optional: Shape["optional"] = {}): Shape {
  return { required: required ?? {}, optional: { style, ...optional } };
}

const leaves = byType({
  text: leaf({ text: string(12_000) }),
  link: leaf({ url: string(3000) }, { text: string(12_000, 0), unsafe: boolean }),
  user: leaf({ user_id: string(255) }),
  usergroup: leaf({ usergroup_id: string(255) }),
  channel: leaf({ channel_id: string(255) }),
  team: leaf({ team_id: string(255) }),
  emoji: leaf({ name: string(255) }, { unicode: string(255), url: string(3000) }),
  date: leaf({ timestamp: anything, format: string(255) }, { url: string(3000), fallback: string(3000) }),
  broadcast: leaf({ range: oneOf("here", "channel", "everyone") }),
  color: leaf({ value: string(255) }),
});

const section: Shape = { required: { elements: list(leaves, 1000, 0) } };
const border = oneOf(0, 1);

/** A rich_text block's fields: sections, lists, quotes and preformatted text (@slack/types 3.2). */
export const richText: Shape = {
  required: {
    elements: list(
      byType({
        rich_text_section: section,
        rich_text_quote: { ...section, optional: { border } },
        rich_text_preformatted: { ...section, optional: { border, language: string(255) } },
        rich_text_list: {
          required: {
            style: oneOf("bullet", "ordered"),
            elements: list(byType({ rich_text_section: section }), 1000),
          },
          optional: { indent: integer(0, 8), offset: integer(0, 10_000), border },
        },
      }),
      1000,
    ),
  },
};
