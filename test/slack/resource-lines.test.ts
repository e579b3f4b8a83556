import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resourceLines } from "../../src/slack/messages/resource-lines.ts";
import { nameSome, shorten } from "../../src/slack/messages/shorten.ts";
import { aNumber, aResource, NOW, secondsBefore, sid } from "../support/factories.ts";
import { SURROUNDINGS } from "./support/incidents.ts";

const lines = (resource: ReturnType<typeof aResource>, number = aNumber()) =>
  resourceLines(resource, number, SURROUNDINGS.consoleLinks);

describe("what remains to do about a resource", () => {
  const ticked = (minutes: number) => ({
    tickedBy: "U00SECONDO",
    tickedAt: secondsBefore(-60 * minutes),
  });
  const list = (changes: Parameters<typeof aResource>[1]) =>
    lines(aResource("twilio_credential_list", changes));

  it("is to look again where it was ticked since the last look, and nothing is said against the tick", () => {
    for (const state of ["present", "unknown"] as const) {
      expect(list({ state, ...ticked(1) })).toContain(
        "to do: Check again, it was ticked since the last look",
      );
      expect(list({ state, ...ticked(1) })).not.toContain("but it is still there");
    }
  });

  it("is what a later look has found, whatever was ticked before", () => {
    expect(list({ ...ticked(-1) })).toContain("to do: remove it (it was ticked, but it is still there)");
    expect(list({ state: "unknown", ...ticked(-1) })).toContain("nothing to do, if the tick is right");
  });

  it("stands behind the link that says where", () => {
    expect(list({ state: "unknown" })).toMatch(
      /\|open credential lists in Twilio> · to do by hand: remove it, then tick it$/,
    );
  });

  it("is nothing before the first look, or while Lineman works on it", () => {
    expect(list({ state: "unknown", checkedAt: null })).toMatch(/\n\*not checked yet\*\n<[^>]*>$/);
    const atWork = resourceLines(aResource("twilio_sip_trunk"), aNumber(), SURROUNDINGS.consoleLinks, {
      underWay: true,
    });
    expect(atWork).not.toMatch(/to do|https/);
  });

  it("is nothing where it is settled: one line", () => {
    for (const state of ["gone", "kept"] as const) expect(list({ state })).not.toContain("\n");
  });
});

describe("the line of a resource that is gone", () => {
  it("tells that the number is attached to another trunk now", () => {
    const detail = `the number is attached to trunk ${sid("TK", "b")} now, which is left alone`;
    expect(lines(aResource("twilio_trunk_number", { state: "gone", detail }))).toMatch(
      new RegExp(`\\*gone\\* · checked .* · ${detail}$`),
    );
  });

  it("tells that the domain of a trunk for outbound calls is held", () => {
    const trunk = aResource("twilio_sip_trunk", { state: "gone", removedAt: NOW });
    const held = "its termination domain stays reserved for up to 30 days";
    expect(lines(trunk, aNumber({ supportsOutbound: true }))).toContain(held);
    expect(lines(trunk)).not.toContain(held);
    const there = aResource("twilio_sip_trunk");
    expect(lines(there, aNumber({ supportsOutbound: true }))).not.toContain(held);
  });

  it("leaves the evidence to /phone show", () => {
    const how = "Twilio GET, 404 with code 20404; the account is active";
    expect(lines(aResource("twilio_sip_trunk", { state: "gone", how }))).not.toContain("20404");
  });
});

describe("the line of a resource that others use", () => {
  const users = (amount: number) =>
    Array.from(
      { length: amount },
      (_, index) => `SIP domain ${sid("SD", String(index))} (a${index}.sip.twilio.com)`,
    );
  const shared = (sharedWith: string[], ours = "") =>
    aResource("twilio_credential_list", {
      state: ours === "" ? "kept" : "present",
      sharedWith,
      detail: `shared with ${sharedWith.join(", ")}${ours}`,
    });

  it("names them whole, and says how many more there are", () => {
    const names = users(5);
    expect(lines(shared(names))).toContain(`shared with ${names[0]}, ${names[1]} +3 more`);
    expect(lines(shared(users(2)))).not.toContain("more");
  });

  it("still says what is left of ours", () => {
    expect(lines(shared(users(9), "; our number is still on it"))).toContain(
      "+7 more; our number is still on it",
    );
  });
});

describe("a reason that is too long", () => {
  it("is cut at a word", () => {
    expect(shorten("Twilio refused because something else still uses it", 30)).toBe(
      "Twilio refused because…",
    );
  });

  it("keeps the ids of what was cut", () => {
    const text = `Twilio refused because ${"something ".repeat(9)}(mapped to ${sid("SD", "a")}, ${sid("SD", "b")})`;
    expect(shorten(text, 60)).toMatch(new RegExp(`… also ${sid("SD", "a")}, ${sid("SD", "b")}$`));
    const many = [..."abcdef01"].map((letter) => sid("TK", letter)).join(", ");
    expect(shorten(`subdomains: ${many}`, 60)).toBe(
      `subdomains: ${sid("TK", "a")}… also ${sid("TK", "b")}, ${sid("TK", "c")}, ${sid("TK", "d")} +4 more`,
    );
  });

  it("never holds a piece of an id", () => {
    const word = fc.oneof(
      fc.lorem({ maxCount: 1 }),
      fc.integer({ min: 0, max: 15 }).map((n) => sid("CL", n.toString(16))),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), fc.integer({ min: 80, max: 300 }), (words, max) => {
        const cut = shorten(words.join(" "), max);
        for (const [piece] of cut.matchAll(/CL[0-9a-f]+/g)) expect(piece).toHaveLength(34);
      }),
    );
  });

  it("names one at least", () => {
    expect(nameSome(["a".repeat(50), "b"], 10)).toBe(`${"a".repeat(50)} +1 more`);
    expect(nameSome([], 10)).toBe("");
  });
});
