import { styleText } from "node:util";
import type { Terminal } from "../terminal.ts";

type Style = Parameters<typeof styleText>[0];

/** What nobody sees, and what a terminal would obey: control and format characters, halves of surrogate pairs. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** Foreign text for a terminal: one line, in which nothing moves the cursor, changes a colour or sets a title. */
export function inert(text: string): string {
  return text.replaceAll(/\s+/gu, " ").replaceAll(INVISIBLE, "").trim() || "–";
}

/** Puts a style on words where the terminal has colours. Meaning is in the words, never in the colour alone. */
export type Paint = (style: Style, words: string) => string;

export function paintFor({ hasColour }: Pick<Terminal, "hasColour">): Paint {
  // Whether there are colours has been decided: Node would look at its own standard output.
  const ours = { validateStream: false };
  return hasColour ? (style, words) => styleText(style, words, ours) : (_, words) => words;
}

/** Rows under their headings, the cells as wide as they need to be; the last one is cut where the terminal ends. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
  columns: number | null,
): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const cut = (text: string) => {
    const characters = [...text];
    return columns === null || characters.length <= columns
      ? text
      : `${characters.slice(0, columns - 1).join("")}…`;
  };
  return [paint("bold", cut(line(headings))), ...rows.map((row) => cut(line(row)))]
    .map((text) => `${text}\n`)
    .join("");
}

/** "2026-01-15 03:12 UTC" from a moment in ISO 8601; "never" for none. */
export function moment(at: string | null): string {
  return at === null ? "never" : `${at.slice(0, 16).replace("T", " ")} UTC`;
}
