/** The first lines that fit into `characters` together, each whole, and how many are left out. */
export function fittingLines(
  lines: readonly string[],
  characters: number,
): { kept: string[]; leftOut: number } {
  const kept: string[] = [];
  let free = characters;
  for (const line of lines) {
    free -= line.length;
    if (free < 0) break;
    kept.push(line);
  }
  return { kept, leftOut: lines.length - kept.length };
}
