import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clamp,
  code,
  escaped,
  link,
  mentionUser,
  mentionUsergroup,
  plain,
  when,
} from "../../src/slack/messages/mrkdwn.ts";

/** Text as an attacker would choose it: Slack's own marks, invisible characters and halves of pairs among ordinary ones. */
const marks = [
  "<!channel>",
  "<@U000ONCALL>",
  "<!subteam^S1>",
  "<https://evil.example|click>",
  "*",
  "_",
  "~",
  "`",
  "```",
  ">",
  ":",
  ":tada:",
  "&lt;",
  "&",
  "|",
  "\n",
  "\n>",
  "\u202e",
  "\u200b",
  "\ud83d",
  "😀",
  "a",
  " ",
  "-",
  "1.",
];
const hostile = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fc.constantFrom(...marks), { maxLength: 30 }).map((parts) => parts.join("")),
);

/**
 * What Slack would make of a line of mrkdwn, written from its documentation and apart from our escaping: anything between
 * angle brackets, and pairs of formatting marks where a word can begin and end.
 */
function formattingIn(mrkdwn: string): string[] {
  const pairs = ["*", "_", "~"].map(
    (mark) => new RegExp(`(?<![A-Za-z0-9])\\${mark}\\S(?:[^\\n]*?\\S)?\\${mark}(?![A-Za-z0-9])`),
  );
  const patterns = [/<[^\n]*>/, /</, />/, /`/, /:[\w+'-]+:/, /^&gt;/, /[\p{Cc}\p{Cf}\p{Cs}]/u, ...pairs];
  return patterns.filter((pattern) => pattern.test(mrkdwn)).map(String);
}

describe("foreign text in mrkdwn", () => {
  it("never becomes a mention, a link, formatting, an emoji or a quotation", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(formattingIn(escaped(text))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("stays inside its code marks", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = code(text);
        expect(shown).toMatch(/^`[^`<>\n]+`$/);
      }),
      { numRuns: 1000 },
    );
  });

  it("is never longer than allowed, never empty, and never cut inside an entity", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 8, max: 80 }), (text, max) => {
        const shown = escaped(text, max);
        expect(shown.length).toBeGreaterThan(0);
        expect(shown.length).toBeLessThanOrEqual(max);
        expect(shown.replaceAll(/&(amp|lt|gt);/g, "")).not.toContain("&");
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps ordinary words, ids and addresses as they are", () => {
    for (const text of [
      "Support Line",
      "ST_abc_DEF",
      "R&D",
      "10 s: no answer",
      "snake_case_name",
      "Ωmega 日本",
    ])
      expect(escaped(text)).toBe(text.replace("&", "&amp;"));
  });

  it("shows escaped text with its characters, not with the look-alikes' names", () => {
    expect(escaped("*bold* <!here> :tada: >quote")).toBe("∗bold∗ &lt;!here&gt; ∶tada: &gt;quote");
    expect(escaped(">>> quote")).toBe("››› quote");
  });
});

describe("clamp", () => {
  it("splits no surrogate pair", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (text, max) => {
        const cut = clamp(text, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut).not.toMatch(/\p{Cs}/u);
      }),
    );
  });

  it("marks what was cut, and only that", () => {
    expect(clamp("four", 4)).toBe("four");
    expect(clamp("fiver", 4)).toBe("fiv…");
    expect(clamp("😀😀😀", 4)).toBe("😀…");
  });
});

describe("plain text", () => {
  it("has nothing invisible and is never empty", () => {
    expect(plain("a\u202eb\u0000\n c", 20)).toBe("ab c");
    expect(plain("\u200b \n", 20)).toBe("–");
  });
});

describe("our own marks", () => {
  it("mentions ids only", () => {
    expect(mentionUser("U000ONCALL")).toBe("<@U000ONCALL>");
    expect(mentionUser("U1> <!channel")).toBe("`U1&gt; &lt;!channel`");
    expect(mentionUsergroup("S000ONCALL")).toBe("<!subteam^S000ONCALL>");
    expect(mentionUsergroup("here")).toBe("`here`");
  });

  it("keeps a link's address inside its brackets", () => {
    expect(link("https://a.example/x|y>z?a=1&b=2", "a > b")).toBe(
      "<https://a.example/x%7Cy%3Ez?a=1&amp;b=2|a &gt; b>",
    );
  });

  it("gives a time in UTC to those who cannot show it", () => {
    expect(when(new Date("2026-01-15T03:12:30Z"))).toBe(
      "<!date^1768446750^{date_short_pretty} {time}|2026-01-15 03:12 UTC>",
    );
  });
});
