import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));

/** A project of one source file, started by the launcher. */
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lineman-launcher-"));
  mkdirSync(join(root, "bin"));
  mkdirSync(join(root, "src"));
  mkdirSync(join(root, "node_modules"));
  writeFileSync(join(root, "package.json"), '{"type":"module"}');
  cpSync(join(REPOSITORY, "bin", "lineman.mjs"), join(root, "bin", "lineman.mjs"));
  for (const name of ["esbuild", "tsx"])
    symlinkSync(join(REPOSITORY, "node_modules", name), join(root, "node_modules", name));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const kept = () => join(root, "node_modules", ".cache", "lineman");
const say = (words: string) =>
  writeFileSync(
    join(root, "src", "main.ts"),
    `const words: string = ${JSON.stringify(words)};\nprocess.stdout.write([words, import.meta.url, ...process.argv.slice(2)].join(" "));\n`,
  );

async function launch(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [join(root, "bin", "lineman.mjs"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  expect(code).toBe(0);
  return out;
}

const said = (words: string) => `${words} ${pathToFileURL(join(root, "src", "main.ts")).href}`;

describe("bin/lineman.mjs", () => {
  // Linux tells the parent of a process in /proc; there is no other way without a program that may be missing.
  it.runIf(existsSync("/proc/self/stat"))("leaves no process of the making behind", async () => {
    writeFileSync(
      join(root, "src", "main.ts"),
      `import { readdirSync, readFileSync } from "node:fs";
      const parentOf = (pid: string) => {
        try {
          return readFileSync("/proc/" + pid + "/stat", "utf8").split(") ").pop()?.split(" ")[1];
        } catch {}
      };
      const isAlone = () => !readdirSync("/proc").some((pid) => parentOf(pid) === String(process.pid));
      while (!isAlone()) await new Promise((resolve) => setTimeout(resolve, 20));
      process.stdout.write("alone");`,
    );
    expect(await launch()).toBe("alone");
  });

  it("runs the sources as they are, with its arguments, and makes them once", async () => {
    say("one");
    expect(await launch("start", "--json")).toBe(`${said("one")} start --json`);
    expect(await launch()).toBe(said("one"));
    expect(readdirSync(kept())).toHaveLength(1);
  });

  it("meets every change of a source", async () => {
    say("one");
    await launch();
    say("two");
    expect(await launch()).toBe(said("two"));
  });

  it("makes them once for many processes that start at the same moment", async () => {
    say("one");
    const all = await Promise.all(Array.from({ length: 4 }, () => launch()));
    expect(new Set(all)).toEqual(new Set([said("one")]));
    expect(readdirSync(kept())).toHaveLength(1);
  });

  it("runs them through tsx where nothing can be kept", async () => {
    say("one");
    // A file where the directory would be: as root, permissions stop nobody.
    writeFileSync(join(root, "node_modules", ".cache"), "");
    expect(await launch()).toBe(said("one"));
  });

  it("removes what other sources were made into a week ago", async () => {
    mkdirSync(join(kept(), "old"), { recursive: true });
    mkdirSync(join(kept(), "new"));
    const lastWeek = new Date(Date.now() - 8 * 24 * 60 * 60_000);
    utimesSync(join(kept(), "old"), lastWeek, lastWeek);
    say("one");
    await launch();
    expect(readdirSync(kept())).toContain("new");
    expect(readdirSync(kept())).not.toContain("old");
  });
});
