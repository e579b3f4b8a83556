import { Marked } from "marked";

const STYLE = `
:root { color-scheme: light dark; }
body { font: 17px/1.55 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem 1rem 6rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.3rem; margin-top: 2.5rem; border-bottom: 1px solid #8886; }
h3 { font-size: 1.1rem; margin-top: 2rem; } :target { outline: 3px solid #e8a317; outline-offset: 4px; }
code { font-size: .9em; background: #8882; padding: .1em .3em; border-radius: 3px; overflow-wrap: anywhere; }
pre { background: #8882; padding: .7rem; overflow-x: auto; } pre code { background: none; padding: 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; } th, td { text-align: left; vertical-align: top; border: 1px solid #8886; padding: .35rem .5rem; }
a { overflow-wrap: anywhere; } h2 a, h3 a { text-decoration: none; color: inherit; }
`;

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
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lineman runbook</title><style>${STYLE}</style></head>
<body>
${marked.parse(markdown, { async: false })}
</body></html>
`;
}
