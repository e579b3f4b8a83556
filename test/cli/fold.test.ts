import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "../../src/cli/print/fold.ts";

const SID = `TK${"a".repeat(32)}`;

describe("folding for a terminal", () => {
  it("leaves what fits, and everything where there is no terminal, as it is", () => {
    expect(fold("short\n  and  spaced\n", 40)).toBe("short\n  and  spaced\n");
    const long = "word ".repeat(50);
    expect(fold(long, null)).toBe(long);
  });

  it("breaks between words, and goes on below an indented line a little further in", () => {
    const ten = "word ".repeat(10).trim();
    expect(fold(`${ten}\n  ${ten}\n`, 40)).toBe(
      "word word word word word word word word\nword word\n  word word word word word word word\n    word word word\n",
    );
  });

  it("goes on below the last column where it is told to", () => {
    expect(fold(`failed  name  ${"word ".repeat(8).trim()}`, 40, 14)).toBe(
      `failed  name  word word word word word\n${" ".repeat(14)}word word word`,
    );
  });

  it("does not count what colours are made of, and takes a tiny terminal for one of 40 columns", () => {
    const red = `\u001b[31m${"word ".repeat(8).trim()}\u001b[39m`;
    expect(fold(red, 40)).toBe(red);
    expect(fold("word ".repeat(8).trim(), 3)).toBe("word ".repeat(8).trim());
  });

  it("never breaks a word, so that an id can be copied, and loses nothing", () => {
    const words = fc.array(fc.constantFrom("a", "number", SID, "+14155551234", "·"), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 40, max: 120 }), (all, columns) => {
        const lines = fold(all.join(" "), columns).split("\n");
        expect(lines.join(" ")).toBe(all.join(" "));
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
