import type { Finding } from "./judge.ts";

/** What one part of the chaos run has shown. */
export interface PartReport {
  title: string;
  /** What was done, in a sentence or two. */
  what: string;
  /** What was measured, as name and value. */
  figures: Record<string, string | number>;
  findings: Finding[];
}

/** Broken cases that are named; of more, how many. */
const MOST_NAMED = 10;

/** Whether everything that was promised held. */
export function held({ findings }: PartReport): boolean {
  return findings.every(({ broken }) => broken.length === 0);
}

/** The part as a section of Markdown. */
export function sectionOf(report: PartReport, took: { ms: number; on: string }): string {
  const { title, what, figures, findings } = report;
  return [
    `## ${title}`,
    what,
    `Run ${took.on}; it took ${duration(took.ms)}.`,
    [
      "| measured | |",
      "|---|---|",
      ...Object.entries(figures).map(([name, value]) => `| ${name} | ${value} |`),
    ].join("\n"),
    ["| promise | |", "|---|---|", ...findings.map(row)].join("\n"),
  ].join("\n\n");
}

function row({ promise, broken }: Finding): string {
  if (broken.length === 0) return `| ${promise} | held |`;
  const named = broken.slice(0, MOST_NAMED).map((each) => each.replaceAll("|", "\\|").replaceAll("\n", " "));
  const more = broken.length > MOST_NAMED ? `; and ${broken.length - MOST_NAMED} more` : "";
  return `| ${promise} | **broken ${broken.length} times**: ${named.join("; ")}${more} |`;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
