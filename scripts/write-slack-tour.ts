import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { pageOf, recordOf, widthOf } from "./slack-tour/draw-state.ts";
import { openCamera } from "./slack-tour/headless-chromium.ts";
import { payloadHashOf, withPayloadHash } from "./slack-tour/png-note.ts";
import { inPalette } from "./slack-tour/png-palette.ts";
import { CHAPTERS } from "./slack-tour/states.ts";
import { tourPage } from "./slack-tour/tour-page.ts";
import type { TourState } from "./slack-tour/tour-state.ts";

/**
 * Writes docs/slack-tour.md with a picture and the payload of every state; with `--check` it writes nothing, needs no
 * browser, and fails where a payload, a picture or the page is not of today. Words after the options are ids: only those
 * pictures are taken.
 */

const root = path.resolve(import.meta.dirname, "..");
const FOLDER = path.join(root, "docs/slack-tour");
const PAGE = path.join(root, "docs/slack-tour.md");
const STYLE = path.join(root, "playground/render/slack.css");

const states = CHAPTERS.flatMap((chapter) => chapter.states);

const jsonOf = (state: TourState) => `${JSON.stringify(recordOf(state), null, 2)}\n`;
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const inFolder = (name: string) => path.join(FOLDER, name);
const readIfThere = (file: string) => (existsSync(file) ? readFileSync(file) : null);

/** What is not of today, in sentences. */
export function tourFaults(): string[] {
  const expected = states.flatMap(({ id }) => [`${id}.json`, `${id}.png`]);
  const strange = readdirSync(FOLDER).filter((name) => !expected.includes(name));
  const pageDrifted = readIfThere(PAGE)?.toString("utf8") !== tourPage(CHAPTERS);
  return [
    ...states.flatMap(faultsOf),
    ...strange.map((name) => `docs/slack-tour/${name} belongs to no state`),
    ...(pageDrifted ? ["docs/slack-tour.md is not what the states say"] : []),
  ];
}

function faultsOf(state: TourState): string[] {
  const { id } = state;
  const json = jsonOf(state);
  // Whatever the renderer cannot draw is told before somebody takes the pictures.
  pageOf(state, "");
  if (readIfThere(inFolder(`${id}.json`))?.toString("utf8") !== json)
    return [`${id}: what Lineman sends is not what docs/slack-tour/${id}.json says`];
  const picture = readIfThere(inFolder(`${id}.png`));
  if (picture === null) return [`${id}: there is no picture`];
  return payloadHashOf(picture) === hashOf(json) ? [] : [`${id}: the picture shows an older payload`];
}

async function write(only: readonly string[]): Promise<void> {
  const css = readFileSync(STYLE, "utf8");
  const wanted = only.length === 0 ? states : states.filter(({ id }) => only.includes(id));
  mkdirSync(FOLDER, { recursive: true });
  const camera = await openCamera(process.env["CHROMIUM"] ?? "/usr/bin/chromium");
  try {
    for (const state of wanted) {
      const json = jsonOf(state);
      const picture = inPalette(await camera.picture(pageOf(state, css), widthOf(state)));
      writeFileSync(inFolder(`${state.id}.json`), json);
      writeFileSync(inFolder(`${state.id}.png`), withPayloadHash(picture, hashOf(json)));
      console.log(`${state.id}: ${Math.ceil(picture.length / 1024)} kB`);
    }
  } finally {
    await camera.close();
  }
  const kept = states.flatMap(({ id }) => [`${id}.json`, `${id}.png`]);
  for (const name of readdirSync(FOLDER)) if (!kept.includes(name)) rmSync(inFolder(name));
  writeFileSync(PAGE, tourPage(CHAPTERS));
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  if (!words.includes("--check")) await write(words);
  const faults = tourFaults();
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) {
    console.error("Take the pictures again: npm run tour");
    process.exitCode = 1;
  } else console.log(`${states.length} pictures are of today.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
