/** The word that the typed one is most like, when it is like any: two slips at most, or its beginning. */
export function nearestWord<T extends string>(typed: string, words: readonly T[]): T | null {
  const started = words.find((word) => typed.length >= 2 && word.startsWith(typed));
  if (started !== undefined) return started;
  const [nearest] = words
    .map((word) => ({ word, distance: editDistance(typed, word) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest !== undefined && nearest.distance <= 2 ? nearest.word : null;
}

/** Levenshtein's distance: letters added, left out or replaced. Long words are far from everything. */
function editDistance(from: string, to: string): number {
  if (from.length > 40) return from.length;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(to).entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
