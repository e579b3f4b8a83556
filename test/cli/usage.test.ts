import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { runFake } from "./fake-session.ts";

describe("the command line itself", () => {
  it.each([
    [["numbers", "list", "broken"]],
    [["numbers", "show", "forty-two"]],
    [["numbers", "show", "4155551234567"]],
    [["numbers", "verify", "0"]],
    [["audit", "export"]],
    [["audit", "export", "--number", "1", "--case", "LM-1-1"]],
    [["audit", "export", "--case", "42"]],
    [["audit", "verify", "--head", "1:abc"]],
    [["import"]],
    [["export", "one", "two"]],
    [["nothing"]],
    [["numbers"]],
    [[]],
  ])("ends with 2 for %j", async (args) => {
    expect((await runFake(args, {})).code).toBe(EXIT.usage);
  });

  it("documents every exit code, in its help and for operators", async () => {
    const { out, code } = await runFake(["--help"], {});
    expect(code).toBe(0);
    const operations = readFileSync("docs/operations.md", "utf8");
    for (const each of Object.values(EXIT)) {
      expect(out).toMatch(new RegExp(`^ {2}${each} +\\S`, "m"));
      expect(operations).toMatch(new RegExp(`^\\| ${each} \\| \\S`, "m"));
    }
  });

  it.each([
    ["start"],
    ["migrate"],
    ["doctor"],
    ["leftovers"],
    ["numbers", "force-delete"],
    ["numbers", "list"],
    ["numbers", "show"],
    ["numbers", "verify"],
    ["audit", "verify"],
    ["audit", "export"],
    ["keys", "rotate"],
    ["export"],
    ["import"],
  ])("helps with %s %s without any configuration", async (...args) => {
    const { out, code } = await runFake([...args.filter(Boolean), "--help"], {});
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: lineman /);
  });
});
