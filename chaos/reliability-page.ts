import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../docs/reliability.md", import.meta.url));

const HEAD = `# Reliability, measured

Written by \`npm run chaos\`, which ends with 1 where a promise does not hold; \`npm run chaos -- kills\` (or \`races\`, \`outage\`,
\`storm\`, \`soak\`) runs one part and replaces its section. Real processes, a real PostgreSQL; Slack, Twilio and LiveKit are the
stand-ins of this repository on loopback. A short run of the same code is part of \`npm test\` (test/e2e/chaos.test.ts).
What each outage looks like to people: [outages.md](outages.md).
`;

/** Replaces one part's section of docs/reliability.md; the others stay as they were measured. `order`: of all parts. */
export function writeSection(part: string, section: string, order: readonly string[]): void {
  const before = existsSync(PAGE) ? sectionsOf(readFileSync(PAGE, "utf8")) : new Map<string, string>();
  const sections = new Map([...before, [part, section]]);
  const body = order.flatMap((name) => {
    const text = sections.get(name);
    return text === undefined ? [] : [`<!-- ${name} -->\n${text.trim()}\n`];
  });
  writeFileSync(PAGE, [HEAD, ...body].join("\n"));
}

function sectionsOf(page: string): Map<string, string> {
  const found = page.matchAll(/^<!-- (\w+) -->\n([\s\S]*?)(?=^<!-- |$(?![\s\S]))/gm);
  return new Map([...found].map(([, name = "", text = ""]) => [name, text]));
}
