/** Markup that is safe to send to a browser: made by `html` only, which escapes whatever is put into it. */
export interface Html {
  readonly markup: string;
}

type Piece = Html | string | number | null | readonly Html[];

/** A template: strings and numbers are escaped, markup stays, null is nothing. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const inserted = pieces.map(markupOf);
  return { markup: strings.map((text, index) => text + (inserted[index] ?? "")).join("") };
}

/** Several after each other. */
export function joined(parts: readonly Html[]): Html {
  return { markup: parts.map(({ markup }) => markup).join("") };
}

/** Attributes with a space before each; null and false are left out, true has no value. */
export function attributes(values: Record<string, string | number | boolean | null | undefined>): Html {
  const set = Object.entries(values).filter(
    ([, value]) => value !== null && value !== undefined && value !== false,
  );
  return joined(
    set.map(([name, value]) =>
      value === true ? { markup: ` ${name}` } : { markup: ` ${name}="${escapeHtml(String(value))}"` },
    ),
  );
}

const ENTITY: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** For text and for quoted attribute values alike. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITY[character] ?? character);
}

function markupOf(piece: Piece): string {
  if (piece === null) return "";
  if (typeof piece === "string" || typeof piece === "number") return escapeHtml(String(piece));
  return "markup" in piece ? piece.markup : joined(piece).markup;
}
