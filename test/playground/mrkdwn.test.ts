import { describe, expect, it } from "vitest";
import { mrkdwn } from "../../playground/render/mrkdwn.ts";
import type { Reader } from "../../playground/render/reader.ts";

const reader: Reader = {
  timeZone: "Europe/Berlin",
  locale: "en-US",
  now: new Date("2026-01-15T12:00:00Z"),
  names: { U000ONCALL: "requester", S000ONCALL: "phone-oncall", C000ALERTS: "phone-alerts" },
};
const drawn = (text: string, changes: Partial<Reader> = {}) => mrkdwn(text, { ...reader, ...changes }).markup;
/** 2026-01-15T03:12:00Z. */
const AT = 1768446720;

describe("formatting", () => {
  it.each([
    ["*bold*, _italic_ and ~struck~", "<strong>bold</strong>, <em>italic</em> and <s>struck</s>"],
    ["*bold with `code` and _both_*", "<strong>bold with <code>code</code> and <em>both</em></strong>"],
    ["`*not bold* <@U000ONCALL>`", "<code>*not bold* &lt;@U000ONCALL&gt;</code>"],
    ["```two\nlines```", "<pre>two\nlines</pre>"],
    ["2*3*4, snake_case_name, * loose *", "2*3*4, snake_case_name, * loose *"],
    ["one\ntwo", "one<br>two"],
    ["*two\nlines*", "*two<br>lines*"],
    [
      "*a <https://example.com/*b*|link>*",
      '<strong>a <a href="https://example.com/*b*" target="_blank" rel="noopener noreferrer">link</a></strong>',
    ],
  ])("%j", (text, markup) => expect(drawn(text)).toBe(markup));
});

describe("links and mentions", () => {
  it("name people, groups and channels, and show the id of who has no name", () => {
    expect(drawn("<@U000ONCALL> <!subteam^S000ONCALL> <#C000ALERTS> <@U0STRANGER>")).toBe(
      ["@requester", "@phone-oncall", "#phone-alerts", "@U0STRANGER"]
        .map((name) => `<span class="mention">${name}</span>`)
        .join(" "),
    );
  });

  it("show a mention of everybody as one, so that nobody overlooks it", () => {
    expect(drawn("<!channel>")).toBe('<span class="mention broadcast">@channel</span>');
  });

  it("lead to https addresses", () => {
    expect(drawn("<https://example.com/?a=1&amp;b=%22|the &lt;list&gt;>")).toBe(
      '<a href="https://example.com/?a=1&amp;b=%22" target="_blank" rel="noopener noreferrer">the &lt;list&gt;</a>',
    );
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "http://example.com",
    "JAVASCRIPT:alert(1)",
    " https://x",
  ])("never lead to %j", (address) => {
    expect(drawn(`<${address}|press me>`)).toBe(`&lt;${address}|press me&gt;`);
  });

  it("cannot break out of an attribute", () => {
    expect(drawn(`<https://example.com/"onclick="alert(1)'|x>`)).toBe(
      '<a href="https://example.com/&quot;onclick=&quot;alert(1)&#39;" target="_blank" rel="noopener noreferrer">x</a>',
    );
  });
});

describe("what is not formatting", () => {
  it("stays text", () => {
    expect(drawn("a < b & <script>alert(1)</script> \"'")).toBe(
      "a &lt; b &amp; &lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39;",
    );
    expect(drawn("&lt;script&gt; &amp;lt;")).toBe("&lt;script&gt; &amp;lt;");
  });
});

describe("a date", () => {
  const words = (format: string, changes: Partial<Reader> = {}) =>
    /<time [^>]*>([^<]*)<\/time>/.exec(drawn(`<!date^${AT}^${format}|then>`, changes))?.[1];

  it("is told in the reader's time zone and language", () => {
    expect(words("{date_short_pretty} {time}")).toBe("today 4:12 AM");
    expect(words("{date_short_pretty} {time}", { timeZone: "America/New_York" })).toBe("yesterday 10:12 PM");
    expect(words("{date_short_pretty} {time_secs}", { locale: "en-GB", timeZone: "UTC" })).toBe(
      "today 03:12:00",
    );
    expect(words("{date_pretty}", { locale: "de-DE" })).toBe("heute");
    expect(words("{date_short_pretty}", { now: new Date("2026-02-01T00:00:00Z") })).toBe("Jan 15, 2026");
    expect(words("{date_num}")).toBe("2026-01-15");
    expect(words("{date}")).toBe("January 15, 2026");
    expect(words("{date_long}")).toBe("Thursday, January 15, 2026");
  });

  it("knows tomorrow by the calendar, not by hours", () => {
    expect(words("{date_pretty}", { now: new Date("2026-01-14T22:59:00Z") })).toBe("tomorrow");
    expect(words("{date_pretty}", { now: new Date("2026-01-14T23:01:00Z") })).toBe("today");
  });

  it("carries the moment and its fallback, and is nothing but the fallback where Slack cannot tell it", () => {
    expect(drawn(`<!date^${AT}^{time}^https://example.com|03:12 UTC>`)).toBe(
      '<time datetime="2026-01-15T03:12:00.000Z" title="03:12 UTC">4:12 AM</time>',
    );
    expect(drawn("<!date^soon^{time}|<b>>")).toContain("&lt;b&gt;");
    expect(drawn("<!date^99999999999999^{time}|later>")).toBe("later");
    expect(drawn(`<!date^${AT}^{moon}|later>`)).toBe("later");
  });
});
