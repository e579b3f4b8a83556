import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readEnvFile } from "../src/read-env-file.ts";

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), "lineman-env-")));
  vi.spyOn(process, "cwd").mockReturnValue(directory);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

it("reads what is there, and has nothing to say where nothing is", () => {
  expect(readEnvFile()).toBeNull();
  vi.stubEnv("LINEMAN_TEST_OF_ENV", undefined);
  writeFileSync(join(directory, ".env"), "LINEMAN_TEST_OF_ENV=read\n");
  expect(readEnvFile()).toBeNull();
  expect(process.env["LINEMAN_TEST_OF_ENV"]).toBe("read");
});

it("says that a file is there and cannot be read", () => {
  mkdirSync(join(directory, ".env"));
  expect(readEnvFile()).toMatch(
    new RegExp(
      `^The file \\.env in ${directory} cannot be read \\(EISDIR: .*\\): what it sets is left out\\. Make`,
    ),
  );
});
