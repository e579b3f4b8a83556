import { describe, expect, it } from "vitest";
import { FAILURE_CASES } from "../../scripts/failure-cases.ts";
import {
  caseTestsIn,
  catalogueFaults,
  cataloguePage,
  checkCatalogue,
} from "../../scripts/write-failure-catalogue.ts";

describe("the failure catalogue", () => {
  it("has a test for each of its 48 cases, and its page says what the tests say", () => {
    expect(FAILURE_CASES).toHaveLength(48);
    expect(checkCatalogue()).toEqual([]);
  });

  it("misses a case without a test, and a test without a case", () => {
    const cases = [
      { number: 1, happens: "a", ends: "b" },
      { number: 2, happens: "c", ends: "d" },
    ];
    const tests = [
      { number: 1, file: "x.test.ts", name: "one" },
      { number: 3, file: "x.test.ts", name: "three" },
    ];
    expect(catalogueFaults(cases, tests)).toEqual([
      "case 2 has no test: c",
      "case 3 is tested in x.test.ts, but there is no such case",
    ]);
  });

  it("finds names at tests and in tables, and drifts when one of them changes", () => {
    // Put together here, so that this file's own text is not taken for tests.
    const named = (rest: string) => ["case", rest].join(" ");
    const source = `it("${named("07: one")}", () => {}); const rows = [{ name: \`${named(["08: $", "{step} of two"].join(""))}\` }];`;
    const tests = caseTestsIn("x.test.ts", source);
    expect(tests).toEqual([
      { number: 7, file: "x.test.ts", name: "one" },
      { number: 8, file: "x.test.ts", name: "‹step› of two" },
    ]);
    const changed = tests.map((test) => ({ ...test, name: `${test.name}, changed` }));
    expect(cataloguePage(FAILURE_CASES, changed)).not.toBe(cataloguePage(FAILURE_CASES, tests));
  });
});
