import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultOfTemplate, fillTemplate } from "../../src/domain/console-template.ts";

const none = { sid: null, parent_sid: null, account_sid: null, region: null };

describe("an address made from a template", () => {
  it("has every value in its place", () => {
    const template =
      "https://a.example.com/{region}/{account_sid}/trunks/{parent_sid}/urls/{sid}?again={sid}";
    expect(fillTemplate(template, { sid: "OU1", parent_sid: "TK1", account_sid: "AC1", region: "ie1" })).toBe(
      "https://a.example.com/ie1/AC1/trunks/TK1/urls/OU1?again=OU1",
    );
  });

  it("is none where a value is missing, rather than a broken one", () => {
    expect(fillTemplate("https://a.example.com/{parent_sid}/{sid}", { ...none, sid: "OU1" })).toBeNull();
    expect(fillTemplate("https://a.example.com/{sid}", { ...none, sid: "" })).toBeNull();
  });

  it("needs no value that it does not name", () => {
    expect(fillTemplate("https://a.example.com/trunks", none)).toBe("https://a.example.com/trunks");
  });

  it("opens the template's own host and path, whatever a value is", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "grapheme" }),
          fc.constantFrom("..", ".", "../../x", "a?b#c", "//evil/", "|<!here>"),
        ),
        (sid) => {
          const url = fillTemplate("https://a.example.com/trunks/{sid}/show", { ...none, sid });
          if (url === null) return;
          expect(url).not.toMatch(/[<>|\s]/);
          expect(new URL(url).host).toBe("a.example.com");
          expect(new URL(url).pathname).toMatch(/^\/trunks\/[^/]+\/show$/);
          expect(new URL(url).search + new URL(url).hash).toBe("");
        },
      ),
    );
  });
});

describe("a text that is taken for a template", () => {
  it("always gives an https address of its own host once all values are there", () => {
    const piece = fc.oneof(
      fc.constantFrom("{sid}", "{region}", "/", "?", "#", "&a=", ":8443", "@", ".."),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const template = `https://a.example.com${pieces.join("")}`;
        if (faultOfTemplate(template) !== null) return;
        const url = fillTemplate(template, {
          sid: "TK1",
          parent_sid: "TK2",
          account_sid: "AC1",
          region: "us1",
        });
        expect(new URL(url ?? "").protocol).toBe("https:");
        expect(new URL(url ?? "").hostname).toMatch(/^a\.example\.com/);
      }),
    );
  });
});
