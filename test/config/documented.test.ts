import { readFileSync } from "node:fs";
import { parse } from "dotenv";
import { describe, expect, it } from "vitest";
import { VARIABLES } from "../../src/config/environment-schema.ts";
import { faultsOf, LEAST } from "./least-environment.ts";

const textOf = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const example = parse(textOf(".env.example"));

describe("what is written down of the environment", () => {
  it("names every variable, and no other, in the file to copy", () => {
    expect(Object.keys(example).sort()).toEqual([...VARIABLES].sort());
  });

  it("names every variable in the page on running Lineman", () => {
    const page = textOf("docs/operations.md");
    expect(VARIABLES.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it("is a file without a fault once the required ones are filled in", () => {
    expect(faultsOf({ ...example, ...LEAST })).toEqual([]);
  });
});
