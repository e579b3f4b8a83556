import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { postedLateMs } from "../../src/domain/late-post.ts";
import { NOW, secondsBefore } from "../support/factories.ts";

const inSeconds = (seconds: number) => secondsBefore(-seconds);
const ts = (at: Date) => `${Math.floor(at.getTime() / 1000)}.000100`;
const incident = (changes: Partial<Parameters<typeof postedLateMs>[0]> = {}) => ({
  openedAt: NOW,
  alertTs: null,
  mentionedAt: null,
  stormId: null,
  ...changes,
});

describe("an alert is late", () => {
  it("by the time until now, while it is not posted yet", () => {
    expect(postedLateMs(incident(), inSeconds(240))).toBe(240_000);
  });

  it("by the time of its post, however much later it is drawn again", () => {
    const posted = incident({ alertTs: ts(inSeconds(240)), mentionedAt: inSeconds(239) });
    expect(Math.round(Number(postedLateMs(posted, inSeconds(9000))))).toBe(240_000);
  });
});

describe("an alert is not late", () => {
  it("within a minute, whenever it is looked at", () => {
    fc.assert(
      fc.property(fc.nat(59), fc.nat(100_000), (seconds, later) => {
        const posted = incident({ alertTs: ts(inSeconds(seconds)) });
        expect(postedLateMs(posted, inSeconds(seconds + later))).toBeNull();
        expect(postedLateMs(incident(), inSeconds(seconds))).toBeNull();
      }),
    );
  });

  it("where it replaces one that a person deleted", () => {
    const replaced = incident({ alertTs: ts(inSeconds(7200)), mentionedAt: inSeconds(2) });
    expect(postedLateMs(replaced, inSeconds(7200))).toBeNull();
  });

  it("where a storm's message stood for it", () => {
    expect(postedLateMs(incident({ stormId: 3 }), inSeconds(7200))).toBeNull();
  });

  it("where its name is no time", () => {
    expect(postedLateMs(incident({ alertTs: "1.000000" }), inSeconds(7200))).toBeNull();
  });
});
