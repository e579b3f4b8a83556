import { Marked } from "marked";
import { htmlPage } from "./page.ts";

/**
 * The anchor of a heading: the word in backticks at its end ("SIP trunk (`twilio_sip_trunk`)" is #twilio_sip_trunk), so
 * that alerts can link by kind and cause; else its text in small letters with dashes.
 */
export function anchorOf(heading: string): string {
  const [, word] = /`([\w-]+)`\)?\s*$/.exec(heading) ?? [];
  return (
    word ??
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
      .replaceAll(/^-|-$/g, "")
  );
}

/** The runbook as one page that needs nothing else, readable on a phone. */
export function runbookPage(markdown: string): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const inner = this.parser.parseInline(tokens);
        if (depth === 1) return `<h1>${inner}</h1>\n`;
        const anchor = anchorOf(text);
        return `<h${depth} id="${anchor}"><a href="#${anchor}">${inner}</a></h${depth}>\n`;
      },
    },
  });
  return htmlPage("Lineman runbook", marked.parse(markdown, { async: false }));
}
