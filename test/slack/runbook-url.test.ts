import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CAUSES } from "../../src/domain/cause.ts";
import { RESOURCE_KINDS } from "../../src/domain/external-resource.ts";
import { runbookUrl } from "../../src/slack/messages/runbook-url.ts";

const RUNBOOK = readFileSync(new URL("../../docs/runbook.md", import.meta.url), "utf8");
const BASE = "https://lineman.example.com/runbook";

describe("links into the runbook", () => {
  it.each([...RESOURCE_KINDS, ...CAUSES])("lead to the section about %s", (word) => {
    expect(runbookUrl(BASE, word)).toBe(`${BASE}#${word}`);
    // The page's anchors are the words in backticks at the end of headings (http/runbook-page.ts).
    expect(RUNBOOK).toMatch(new RegExp(`^#{2,3} .*\`${word}\`\\)?$`, "m"));
  });

  it("lead to the runbook itself for a word of another program, and for none", () => {
    for (const about of ["no such cause", "<script>", "", null]) expect(runbookUrl(BASE, about)).toBe(BASE);
  });

  it("keep a place that DOCS_URL names already", () => {
    const place = "https://wiki.example.com/oncall#clean-up";
    expect(runbookUrl(place, "credentials")).toBe(place);
  });
});
