#!/usr/bin/env node
// The command line, and the bot: src/main.ts. Read through a loader, its seven hundred TypeScript modules take seconds of every start.
// They are made into plain JavaScript once, and kept for as long as no source changes: there is no build to remember (docs/adr/0021).
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCES = join(ROOT, "src");
const KEPT = join(ROOT, "node_modules", ".cache", "lineman");
/** Nothing is read any more from what earlier sources were made into, once whoever runs it has started. */
const FORGOTTEN_AFTER_MS = 7 * 24 * 60 * 60_000;

/** Changes with every file that changes: names, sizes and times of all sources. */
function stampOfSources() {
  const hash = createHash("sha256");
  for (const name of readdirSync(SOURCES, { recursive: true }).sort()) {
    const file = statSync(join(SOURCES, name));
    if (file.isFile()) hash.update(`${name} ${file.size} ${file.mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

/** A bundled module stands elsewhere than its source: what it looks for beside itself is found all the same. */
const ownAddresses = {
  name: "own-addresses",
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: readFileSync(path, "utf8").replaceAll(
        "import.meta.url",
        JSON.stringify(pathToFileURL(path).href),
      ),
    })),
};

async function make(directory) {
  const { build, stop } = await import("esbuild");
  const draft = `${directory}.${randomUUID()}`;
  await build({
    entryPoints: [join(SOURCES, "main.ts")],
    outdir: draft,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    keepNames: true,
    sourcemap: true,
    logLevel: "silent",
    plugins: [ownAddresses],
  });
  // It works in a process of its own, which would stay for as long as the bot.
  await stop();
  try {
    renameSync(draft, directory);
  } catch {
    // Another process was faster.
    rmSync(draft, { recursive: true, force: true });
  }
}

function forgetOld() {
  for (const name of readdirSync(KEPT))
    if (Date.now() - statSync(join(KEPT, name)).mtimeMs > FORGOTTEN_AFTER_MS)
      rmSync(join(KEPT, name), { recursive: true, force: true });
}

/** The made program of these sources; null where nothing can be written (an installation that belongs to somebody else). */
async function madeMain() {
  const directory = join(KEPT, stampOfSources());
  const main = join(directory, "main.mjs");
  if (existsSync(main)) return main;
  try {
    mkdirSync(dirname(directory), { recursive: true });
    await make(directory);
    forgetOld();
    return main;
  } catch {
    return null;
  }
}

const main = await madeMain();
if (main === null) {
  const { register } = await import("tsx/esm/api");
  register();
  await import("../src/main.ts");
} else {
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(main).href);
}
