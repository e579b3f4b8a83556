import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMentions } from "../../src/slack/shortcuts/find-mentions.ts";

const TRUNK = `TK${"0123456789abcdef".repeat(2)}`;
const numbersIn = (text: string) => findMentions({ text }).phoneNumbers;
const sidsIn = (text: string) => findMentions({ text }).sids;

describe("what a message mentions", () => {
  it.each([
    ["call +14155550100 now", ["+14155550100"]],
    ["+1 (415) 555-0100, +1.415.555.0101", ["+14155550100", "+14155550101"]],
    ["<tel:+14155551234|+1 415 555 1234>", ["+14155551234"]],
    ["+1 415 555 0100 2026-01-15", ["+14155550100"]],
    ["+1 415 555 0100\n42", ["+14155550100"]],
    ["+1\u2011415\u2013555\u20110100", ["+14155550100"]],
    ["ABC+14155550100 and 1+14155550100", []],
    // A country is never guessed, and a sum is no number.
    ["415 555 0100, +3, +999 123 456 789, 1+1=2", []],
  ])("%j has the numbers %j", (text, expected) => {
    expect(numbersIn(text)).toEqual(expected);
  });

  it.each([
    [`what is ${TRUNK}?`, [TRUNK]],
    [`\`${TRUNK}\`,(${TRUNK.replace("TK", "CL")})`, [TRUNK, TRUNK.replace("TK", "CL")]],
    ["ST_abc123 and SDR_Xyz-9.", ["ST_abc123", "SDR_Xyz-9"]],
    [`${TRUNK}0 x${TRUNK} TEST_foo TK123 AC${"a".repeat(32)}`, []],
  ])("%j has the ids %j", (text, expected) => {
    expect(sidsIn(text)).toEqual(expected);
  });

  it("is found in blocks, links and attachments too, each once", () => {
    const message = {
      text: "",
      blocks: [
        {
          type: "rich_text",
          elements: [
            {
              type: "rich_text_section",
              elements: [
                { type: "text", text: `see ${TRUNK}` },
                { type: "link", url: "tel:+14155550100", text: "the line" },
              ],
            },
          ],
        },
        { type: "section", block_id: "ST_notread", text: { type: "mrkdwn", text: `*${TRUNK}* SDR_rule` } },
      ],
      attachments: [{ fallback: "+14155550101", fields: [{ title: "Trunk", value: "ST_field" }] }],
    };
    expect(findMentions(message)).toEqual({
      phoneNumbers: ["+14155550100", "+14155550101"],
      sids: [TRUNK, "SDR_rule", "ST_field"],
    });
  });

  it("is read without an error, and in time, whatever the message holds", () => {
    const nested = (depth: number): unknown =>
      depth === 0 ? { text: TRUNK } : { blocks: [nested(depth - 1)] };
    expect(findMentions(nested(8)).sids).toEqual([TRUNK]);
    expect(findMentions(nested(5000)).sids).toEqual([]);
    fc.assert(
      fc.property(fc.jsonValue(), (message) => {
        const { phoneNumbers, sids } = findMentions(message);
        expect([...phoneNumbers, ...sids].every((found) => found.length <= 70)).toBe(true);
      }),
    );
    for (const text of [
      "+1 ".repeat(50_000),
      "+1-.( ".repeat(30_000),
      "ST_".repeat(50_000),
      "TK0".repeat(50_000),
    ]) {
      const before = performance.now();
      findMentions({ text });
      // Milliseconds; tens of seconds where it goes back over what it has read.
      expect(performance.now() - before).toBeLessThan(5_000);
    }
  });
});
