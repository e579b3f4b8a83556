import type { TourChapter, TourState } from "./tour-state.ts";

const HEAD = `# A tour of Lineman in Slack

What on-call staff see, state by state: the pictures are drawn from the payloads that the bot really sends, by the renderer in
\`playground/render/\`, which comes near to Slack's desktop look but is not Slack. Beside each picture lies its payload, in
\`docs/slack-tour/\`. The story is invented: one number, in the night in which it could not be deleted.

This page, the payloads and the pictures are written by \`npm run tour\`, which needs Chromium (\`CHROMIUM\` names it where it
is not \`/usr/bin/chromium\`). Do not edit them; a new state is a line in \`scripts/slack-tour/\`.
`;

/** docs/slack-tour.md. */
export function tourPage(chapters: readonly TourChapter[]): string {
  const sections = chapters.map(({ title, states }) => `## ${title}\n\n${states.map(entry).join("\n")}`);
  return `${HEAD}\n${sections.join("\n")}`;
}

function entry(state: TourState): string {
  const { id, title, what } = state;
  return `### ${title}\n\n${what}\n\n![${inAltText(altText(state))}](slack-tour/${id}.png)\n`;
}

/** What the picture shows, for those who do not see it. */
function altText(state: TourState): string {
  switch (state.surface) {
    case "channel":
    case "answer":
      return `A Slack message: ${spoken(state.payload().text)}`;
    case "modal": {
      const { title, submit, close } = state.payload();
      const buttons = [close?.text, submit?.text].filter((text) => text !== undefined);
      return `A Slack window, "${title.text}", with ${buttons.length > 1 ? "the buttons" : "the button"} ${buttons.join(" and ")}.`;
    }
    case "home":
      return "Lineman's Home tab in Slack.";
  }
}

const LONGEST = 400;

/** mrkdwn as it would be read aloud: tokens by their own words, no marks. */
function spoken(mrkdwn: string): string {
  const words = mrkdwn
    .replaceAll(/<[^<>|]*\|([^<>]*)>/g, "$1")
    .replaceAll(/<[^<>]*>/g, "somebody")
    .replaceAll(/[*`]/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");
  return words.length <= LONGEST ? words : `${words.slice(0, LONGEST - 1)}…`;
}

function inAltText(text: string): string {
  return text.replaceAll(/[[\]\\<>]/g, "\\$&");
}
