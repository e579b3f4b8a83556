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

/** Nothing may be loaded by a page, and nothing runs in it. */
export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cache-control": "max-age=60",
};

/** A page that needs nothing else, readable on a phone. `body` is HTML. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body>
${body}
</body></html>
`;
}
