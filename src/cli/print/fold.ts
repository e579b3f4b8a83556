import { stripVTControlCharacters } from "node:util";

/** Narrower than this nothing can be laid out. */
const LEAST_COLUMNS = 40;

/**
 * Text with lines of at most `columns` characters, folded between words; null: as it is. What goes on in the next line is
 * indented a little more than an indented line, or by `hanging` characters. A word that is too long (an id) stays whole.
 */
export function fold(text: string, columns: number | null, hanging?: number): string {
  if (columns === null) return text;
  const most = Math.max(columns, LEAST_COLUMNS);
  return text
    .split("\n")
    .map((line) => foldLine(line, most, hanging))
    .join("\n");
}

function foldLine(line: string, most: number, hanging?: number): string {
  if (widthOf(line) <= most) return line;
  const own = line.search(/[^ ]/);
  const indent = " ".repeat(hanging ?? (own === 0 ? 0 : own + 2));
  // Spaces stay with the word behind them, so that columns keep their distance.
  const [first = "", ...words] = line.match(/ *[^ ]+/g) ?? [];
  const lines = [first];
  for (const word of words) {
    const last = lines.at(-1) ?? "";
    if (widthOf(last + word) <= most) lines[lines.length - 1] = last + word;
    else lines.push(indent + word.trimStart());
  }
  return lines.join("\n");
}

/** Without what colours are made of. */
function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
