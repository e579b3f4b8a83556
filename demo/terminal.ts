import { styleText } from "node:util";

const WIDTH = 100;
let step = 0;

/** A step of the story: what happens now. */
export function tell(text: string): void {
  step += 1;
  console.log(`\n${styleText(["bold", "cyan"], `${step}. ${text}`)}`);
}

/** One line about it. */
export function note(text: string): void {
  console.log(`   ${text}`);
}

/** What somebody sees, in a frame. */
export function show(title: string, lines: readonly string[]): void {
  console.log(styleText("dim", `   ┌─ ${title} ${"─".repeat(Math.max(0, WIDTH - title.length - 4))}`));
  for (const line of lines.flatMap((text) => text.split("\n")).flatMap(wrapped))
    console.log(`   ${styleText("dim", "│")} ${line}`);
  console.log(styleText("dim", `   └${"─".repeat(WIDTH)}`));
}

function wrapped(line: string): string[] {
  if (line.length <= WIDTH) return [line];
  const cut = line.lastIndexOf(" ", WIDTH);
  const at = cut > WIDTH / 2 ? cut : WIDTH;
  return [line.slice(0, at), ...wrapped(`  ${line.slice(at).trimStart()}`)];
}
