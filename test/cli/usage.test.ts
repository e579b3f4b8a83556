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
    [["audit", "export", "--case", "LM-1-1", "--format", "md", "--json"]],
    [["help", "foo"]],
    [["numbers", "help", "foo"]],
    [["audit", "verify", "--head", "1:abc"]],
    [["import"]],
    [["leftovers", " "]],
    [["export", "one", "two"]],
    [["nothing"]],
    [["numbers"]],
    [[]],
  ])("ends with 2 for %j", async (args) => {
    expect((await runFake(args, {})).code).toBe(EXIT.usage);
  });

  it("documents every exit code, in its help and for operators", async () => {
    const { out, code } = await runFake(["--help"]);
    expect(code).toBe(0);
    const operations = readFileSync("docs/operations.md", "utf8");
    for (const each of Object.values(EXIT)) {
      expect(out).toMatch(new RegExp(`^ {2}${each} +\\S`, "m"));
      expect(operations).toMatch(new RegExp(`^\\| ${each} \\| \\S`, "m"));
    }
  });

  it.each([["numbers"], ["audit"], ["keys"]])("names the commands of %s", async (group) => {
    const { out, code } = await runFake([group, "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("Commands:");
    expect(out).toContain(`\nExamples:\n  lineman ${group} `);
    expect(out).toMatch(/^Global Options:\n(.*\n)* {2}--json /m);
  });

  const COMMANDS = [
    "start",
    "migrate",
    "doctor",
    "leftovers",
    "numbers force-delete",
    "numbers list",
    "numbers show",
    "numbers verify",
    "audit verify",
    "audit export",
    "keys rotate",
    "export",
    "import",
  ];
  it.each(COMMANDS)(
    "helps with %s, with examples, in 80 columns, without any configuration",
    async (command) => {
      const { out, code } = await runFake([...command.split(" "), "--help"]);
      expect(code).toBe(0);
      expect(out.startsWith(`Usage: lineman ${command}`)).toBe(true);
      const [, examples = ""] = out.split("\nExamples:\n");
      expect(out).toMatch(/^Global Options:\n(.*\n)* {2}--json /m);
      expect(examples).toMatch(new RegExp(`^ {2}(\\w+=\\w+ )?lineman ${command}\\b`));
      // A hash to copy has 64 characters of its own.
      const wide = out.split("\n").filter((line) => line.length > 80 && !/[0-9a-f]{64}/.test(line));
      expect(wide).toEqual([]);
    },
  );

  it("tells its version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await runFake(["--version"])).toMatchObject({ code: 0, out: `${version}\n`, err: "" });
  });

  it("helps with a command that is named behind help, and says which one it does not know", async () => {
    const named = await runFake(["help", "numbers", "list"]);
    expect(named).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: lineman numbers list/) });
    const strange = await runFake(["help", "numbers", "foo"]);
    expect(strange).toMatchObject({ out: "", err: expect.stringContaining("unknown command 'foo'") });
    expect((await runFake(["help"])).out).toMatch(/^Usage: lineman \[/);
  });

  it("tells a machine as well what is wrong with its command line", async () => {
    const error = async (...args: string[]) => {
      const { out, code } = await runFake([...args, "--json"]);
      expect(code).toBe(EXIT.usage);
      return JSON.parse(out);
    };
    expect(await error("numbers", "shwo")).toEqual({
      success: false,
      error: { code: "usage", message: "unknown command 'shwo'\n(Did you mean show?)" },
    });
    expect(await error()).toEqual({ success: false, error: { code: "usage", message: "Name a command." } });
    const both = await error("audit", "export");
    expect(both.error.message).toBe("Give either --case or --number.");
  });

  it("tells a person once, on standard error, with the nearest command", async () => {
    const { out, err } = await runFake(["numbers", "shwo"]);
    expect(out).toBe("");
    expect(err.match(/unknown command 'shwo'/g)).toHaveLength(1);
    expect(err).toContain("Did you mean show?");
    expect(err).toContain("(lineman --help shows all commands)");
  });
});
