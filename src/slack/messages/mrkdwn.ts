/**
 * Everything that comes from outside (labels, reasons, provider texts, ids) passes through here on its way to Slack, so
 * that none of it can become a mention, a link or formatting (product.md 9, slack.md 7.6). Use with `verbatim: true`.
 */

/** What nobody sees: control and format characters (bidi marks, zero-width ones) and halves of surrogate pairs. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** Look-alikes for what Slack would read as formatting: escaping has no word for these characters. */
const LOOK_ALIKE: Record<string, string> = { "*": "∗", _: "ˍ", "~": "∼", "`": "ˋ", ":": "∶" };

const ENTITY: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** One line without anything invisible. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ").replaceAll(INVISIBLE, "").replaceAll(/ {2,}/g, " ").trim();
}

/** At most `max` UTF-16 units (what Slack counts), ending in "…" where something was cut; no surrogate pair is split. */
export function clamp(text: string, max: number): string {
  return cut(Array.from(text), max);
}

/** Foreign text for a plain_text element, which Slack does not parse. "–" where nothing visible is left. */
export function plain(text: string, max: number): string {
  return clamp(oneLine(text) || "–", max);
}

/** Foreign text for a mrkdwn element: at most `max` UTF-16 units after escaping. "–" where nothing visible is left. */
export function escaped(text: string, max = 300): string {
  const line = oneLine(text) || "–";
  const inert = line
    // A name between colons is an emoji; an underscore inside a word (ids have them) formats nothing.
    .replaceAll(/:(?=[^\s:]+:)|[*~`]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, (mark) => LOOK_ALIKE[mark] ?? mark)
    // Slack reads "&gt;" at the start of a line as a quotation, just like ">".
    .replace(/^>+/, (marks) => "›".repeat(marks.length));
  return cut(Array.from(inert, escapeCharacter), max);
}

/** Foreign text in code style, to be copied as it is: ids, E.164 numbers, what somebody typed. */
export function code(text: string, max = 120): string {
  const inert = (oneLine(text) || "–").replaceAll("`", "ˋ");
  return `\`${cut(Array.from(inert, escapeCharacter), max)}\``;
}

/** A link to an address that we chose ourselves; foreign text belongs into the label only. */
export function link(url: string, label: string): string {
  return `<${url.replaceAll(/[<>|\s]/g, encodeURIComponent).replaceAll("&", "&amp;")}|${escaped(label)}>`;
}

/** A time in the reader's own time zone, "today 3:12 AM"; UTC where Slack cannot show it. */
export function when(at: Date): string {
  return dateToken(at, "{date_short_pretty} {time}", at.toISOString().slice(0, 16));
}

/** The same with seconds, where people compare. */
export function whenExactly(at: Date): string {
  return dateToken(at, "{date_short_pretty} {time_secs}", at.toISOString().slice(0, 19));
}

/** Mentions a person; an id that has not the form of one is only shown. */
export function mentionUser(id: string): string {
  return /^[UW][A-Z0-9]{2,20}$/.test(id) ? `<@${id}>` : code(id);
}

/** Mentions a user group; an id that has not the form of one is only shown. */
export function mentionUsergroup(id: string): string {
  return /^S[A-Z0-9]{2,20}$/.test(id) ? `<!subteam^${id}>` : code(id);
}

function dateToken(at: Date, format: string, iso: string): string {
  return `<!date^${Math.floor(at.getTime() / 1000)}^${format}|${iso.replace("T", " ")} UTC>`;
}

function escapeCharacter(character: string): string {
  return ENTITY[character] ?? character;
}

/** Joins whole pieces (characters or entities) up to `max` units. */
function cut(pieces: readonly string[], max: number): string {
  const whole = pieces.join("");
  if (whole.length <= max) return whole;
  let kept = "";
  for (const piece of pieces) {
    if (kept.length + piece.length > max - 1) break;
    kept += piece;
  }
  return `${kept}…`;
}
