import type { LeftoverPage, SidFinding } from "../../operations/answers.ts";
import { fittingLines } from "./fitting-lines.ts";
import { leftoverLine, sidLines } from "./leftover-lines.ts";
import { context, type SlackMessage, section, sections, shortMessage } from "./slack-message.ts";
import { count } from "./words.ts";

/** What the lines may take of a message. */
const LINES_CHARACTERS = 8500;
/** Numbers named for one id. */
const MOST_NAMED = 5;

/** What force deletes left behind and nobody has settled, oldest first, page by page. */
export function leftoversMessage(
  { items, totalCount }: LeftoverPage,
  page: { number: number; size: number },
): SlackMessage {
  if (totalCount === 0)
    return shortMessage(
      "Nothing is left over: everything that was let go is proven gone, or kept because others use it.",
    );
  const pages = Math.ceil(totalCount / page.size);
  const place = pages > 1 || page.number > 1 ? `, page ${page.number} of ${pages}` : "";
  const title = `*${count(totalCount, "leftover")} not settled*${place}, oldest first`;
  const { kept, leftOut } = fittingLines(items.map(leftoverLine), LINES_CHARACTERS);
  const lines = [
    ...(items.length === 0 ? ["There is nothing on this page."] : kept),
    ...(leftOut > 0 ? [`+${leftOut} more do not fit here.`] : []),
  ];
  const next = page.number < pages ? `Next page: \`/phone leftovers ${page.number + 1}\` · ` : "";
  return {
    text: [title, ...lines].join("\n"),
    blocks: [
      section(title),
      ...sections(lines, "\n\n"),
      context(`${next}What one was: \`/phone leftovers\` and its id`),
    ],
  };
}

/** What one external id is or was. */
export function sidMessage(finding: SidFinding): SlackMessage {
  const { kept } = fittingLines(sidLines(finding, MOST_NAMED), LINES_CHARACTERS);
  return { text: kept.join("\n"), blocks: sections(kept, "\n\n") };
}
