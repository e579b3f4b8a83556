/** Slack blocks as lines of text for a terminal: enough to read an alert or a modal, not to look like one. */
export function renderBlocks(blocks: readonly unknown[]): string[] {
  return blocks.flatMap((block) => renderBlock(block as Block));
}

interface Block {
  type: string;
  text?: { text: string };
  fields?: { text: string }[];
  label?: { text: string };
  element?: Element;
  elements?: Element[];
}
interface Element {
  type?: string;
  placeholder?: { text: string };
  text?: { text: string } | string;
  options?: { text: { text: string } }[];
}

function renderBlock(block: Block): string[] {
  switch (block.type) {
    case "header":
      return [`# ${plain(block.text?.text)}`];
    case "actions":
      return [(block.elements ?? []).map((element) => `( ${textOf(element)} )`).join(" ")];
    case "context":
      return [(block.elements ?? []).map(textOf).join(" ")];
    case "divider":
      return [""];
    case "input":
      return [
        `${plain(block.label?.text)}:${block.element?.type === "checkboxes" ? "" : " ________"}`,
        ...(block.element?.options ?? []).map(({ text }) => `  [ ] ${text.text}`),
      ];
    default:
      return [plain(block.text?.text), ...(block.fields ?? []).map(({ text }) => plain(text))].filter(
        (line) => line !== "",
      );
  }
}

function textOf({ text, placeholder }: Element): string {
  // A menu is closed: it shows what it is for.
  if (placeholder !== undefined) return `${plain(placeholder.text)} ▾`;
  return plain(typeof text === "string" ? text : text?.text);
}

/** Slack's mrkdwn without its marks: links keep their words, dates their fallback. */
function plain(mrkdwn = ""): string {
  return mrkdwn
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, "$1")
    .replace(/<!subteam\^[^|>]*(?:\|([^>]*))?>/g, (_, name: string | undefined) => name ?? "@on-call")
    .replace(/<@([A-Z0-9]+)>/g, "@$1")
    .replace(/<[^|>]+\|([^>]*)>/g, "$1")
    .replace(/[*`]/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
