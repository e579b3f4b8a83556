import { escaped, when } from "./mrkdwn.ts";

/** A moment in a line of plain text: "2026-01-15T03:12:00.000Z". */
const MOMENT = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z)/;

/** Plain text in mrkdwn: nothing in it becomes a mention or a link, and its moments are shown in the reader's own time. */
export function noteWords(text: string, max: number): string {
  let left = max;
  const words = text
    .split(MOMENT)
    .map((piece, index) => {
      const shown = index % 2 === 1 ? shownMoment(piece) : escapedInside(piece, left);
      left -= shown.length;
      return left < 0 ? "" : shown;
    })
    .join("")
    .trim();
  return words === "" ? escaped(text) : words;
}

function shownMoment(moment: string): string {
  const at = new Date(moment);
  return Number.isNaN(at.getTime()) ? escaped(moment) : when(at);
}

/** Escaping trims; between two moments the spaces at the ends are part of the sentence. */
function escapedInside(piece: string, max: number): string {
  if (piece.trim() === "") return piece === "" ? "" : " ";
  const before = /^\s/.test(piece) ? " " : "";
  const after = /\s$/.test(piece) ? " " : "";
  return `${before}${escaped(piece, Math.max(2, max - 2))}${after}`;
}
