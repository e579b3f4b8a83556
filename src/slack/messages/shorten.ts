/** Ids of Twilio and LiveKit and telephone numbers: what people copy, and what names who shares something. */
const NAMES = /\b[A-Z]{2}[0-9a-fA-F]{32}\b|\b(?:ST|SDR)_[\w-]+|\+\d{7,15}\b/g;

/** So many ids of what was cut are still named. */
const MOST_NAMED = 3;

/**
 * At most `max` characters of a sentence, cut at a word. Ids that would fall out are named after the cut, up to three, with
 * how many more there are: they are what the sentence is about.
 */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const space = text.lastIndexOf(" ", max - 1);
  const kept = text.slice(0, space > max / 2 ? space : max - 1).replace(/[\s,;:(]+$/, "");
  const lost = [...new Set(text.slice(kept.length).match(NAMES) ?? [])].filter(
    (name) => !kept.includes(name),
  );
  if (lost.length === 0) return `${kept}…`;
  return `${kept}… also ${withMore(lost, lost.slice(0, MOST_NAMED))}`;
}

/** "A, B +3 more": as many names as fit `max` characters, one at least. */
export function nameSome(names: readonly string[], max: number): string {
  let left = max;
  const first = names.filter((name, index) => {
    left -= name.length + 2;
    return index === 0 || left >= 0;
  });
  return withMore(names, first);
}

function withMore(all: readonly string[], named: readonly string[]): string {
  const more = all.length - named.length;
  return more === 0 ? named.join(", ") : `${named.join(", ")} +${more} more`;
}
