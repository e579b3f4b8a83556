import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noteMessage } from "../../src/slack/messages/note-message.ts";
import { noteWords } from "../../src/slack/messages/note-words.ts";
import { aNote } from "../support/factories.ts";
import { anyText } from "./support/arbitraries.ts";
import { anIncident, SURROUNDINGS } from "./support/incidents.ts";
import { refusalOfMessage } from "./support/limits.ts";

describe("a line of the thread", () => {
  it("shows its moments in the reader's own time, inside the sentence", () => {
    const text = "snoozed this until 2026-01-15T03:12:00.000Z.";
    expect(noteWords(text, 2500)).toBe(
      "snoozed this until <!date^1768446720^{date_short_pretty} {time}|2026-01-15 03:12 UTC>.",
    );
  });

  it("leaves alone what is no moment", () => {
    expect(noteWords("at 2026-99-99T99:99:99Z", 2500)).toBe("at 2026-99-99T99∶99:99Z");
    expect(noteWords("claimed this.", 2500)).toBe("claimed this.");
  });

  it("names who did it", () => {
    const note = aNote({ text: "claimed this.", by: { kind: "slack_user", id: "U000ONCALL" } });
    expect(noteMessage(note, anIncident(), SURROUNDINGS).text).toBe("<@U000ONCALL> claimed this.");
  });

  it("mentions and links nothing, and fits, whatever it says", () => {
    const moments = fc.constant("2026-01-15T03:12:00.000Z");
    const texts = fc.array(fc.oneof(anyText, moments), { maxLength: 200 }).map((parts) => parts.join(" "));
    fc.assert(
      fc.property(texts, (text) => {
        const words = noteWords(text, 2500);
        expect(words.length).toBeLessThanOrEqual(2500);
        expect(words.replaceAll(/<!date\^\d+\^[^<>]*>/g, "")).not.toMatch(/[<>]/);
        expect(refusalOfMessage(noteMessage(aNote({ text }), anIncident(), SURROUNDINGS))).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});
