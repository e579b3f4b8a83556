import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestWord } from "../../src/slack/commands/nearest-word.ts";
import { PHONE_VERBS, parsePhoneCommand } from "../../src/slack/commands/parse-phone-command.ts";

describe("what stands after /phone", () => {
  it.each([
    ["", { verb: "help" }],
    ["help", { verb: "help" }],
    ["HELP me", { verb: "help" }],
    ["list", { verb: "list", status: null, page: 1 }],
    ["list corrupted", { verb: "list", status: "corrupted", page: 1 }],
    ["list Corrupted 3", { verb: "list", status: "corrupted", page: 3 }],
    ["list 2", { verb: "list", status: null, page: 2 }],
    ["show 42", { verb: "show", ref: { id: 42 } }],
    ["  show   42 ", { verb: "show", ref: { id: 42 } }],
    ["42", { verb: "show", ref: { id: 42 } }],
    ["show +14155551234", { verb: "show", ref: { phoneNumber: "+14155551234" } }],
    ["show +1 (415) 555-12.34", { verb: "show", ref: { phoneNumber: "+14155551234" } }],
    ["show <tel:+14155551234|+1 415 555 1234>", { verb: "show", ref: { phoneNumber: "+14155551234" } }],
    ["<tel:+14155551234>", { verb: "show", ref: { phoneNumber: "+14155551234" } }],
    ["+1 415 555 1234", { verb: "show", ref: { phoneNumber: "+14155551234" } }],
    // Digits alone are an id, whatever they look like: a country is never guessed.
    ["show 4155551234", { verb: null, fault: { is: "unknown_id", typed: "4155551234" } }],
    ["show 0", { verb: null, fault: { is: "unknown_id", typed: "0" } }],
    ["show <tel:4155551234|415>", { verb: null, fault: { is: "unknown_id", typed: "4155551234" } }],
    ["force-delete 42", { verb: "force-delete", ref: { id: 42 } }],
    ["force-delete", { verb: null, fault: { is: "no_number", verb: "force-delete" } }],
    ["force-delete 42; drop", { verb: null, fault: { is: "not_a_number", typed: "42; drop" } }],
    ["force-delete 42 43", { verb: null, fault: { is: "not_a_number", typed: "42 43" } }],
    // Recorded numbers that nobody has been given are numbers too.
    ["show +1 415 555 0100", { verb: "show", ref: { phoneNumber: "+14155550100" } }],
    ["show +1\u2011415\u2011555\u20110100", { verb: "show", ref: { phoneNumber: "+14155550100" } }],
    ["show +44 (0)20 7946 0000", { verb: "show", ref: { phoneNumber: "+4402079460000" } }],
    ["show +0123456789", { verb: null, fault: { is: "not_a_number", typed: "+0123456789" } }],
    ["delete 42", { verb: "delete", ref: { id: 42 } }],
    ["DELETE <tel:+14155551234|x>", { verb: "delete", ref: { phoneNumber: "+14155551234" } }],
    ["delete", { verb: null, fault: { is: "no_number", verb: "delete" } }],
    ["history 42", { verb: "history", ref: { id: 42 }, page: 1 }],
    ["history 42 2", { verb: "history", ref: { id: 42 }, page: 2 }],
    ["history 42 page 3", { verb: "history", ref: { id: 42 }, page: 3 }],
    ["history +1 415 555 1234", { verb: "history", ref: { phoneNumber: "+14155551234" }, page: 1 }],
    ["history +1 415 555 1234 2", { verb: "history", ref: { phoneNumber: "+14155551234" }, page: 2 }],
    ["history +49 30 1234567 page 2", { verb: "history", ref: { phoneNumber: "+49301234567" }, page: 2 }],
    [
      "history <tel:+14155551234|+1 415> 2",
      { verb: "history", ref: { phoneNumber: "+14155551234" }, page: 2 },
    ],
    ["history 42 0", { verb: null, fault: { is: "not_a_number", typed: "42 0" } }],
    ["history page 2", { verb: null, fault: { is: "not_a_number", typed: "page 2" } }],
    ["history", { verb: null, fault: { is: "no_number", verb: "history" } }],
    ["leftovers", { verb: "leftovers", sid: null, page: 1 }],
    ["leftovers 2", { verb: "leftovers", sid: null, page: 2 }],
    ["leftovers `ST_abc`", { verb: "leftovers", sid: "ST_abc", page: 1 }],
    ["leftovers TK1 TK2", { verb: null, fault: { is: "not_a_sid", typed: "TK1 TK2" } }],
    ["report now", { verb: "report" }],
    ["verify +12", { verb: null, fault: { is: "not_a_number", typed: "+12" } }],
    ["retry 1e3", { verb: null, fault: { is: "not_a_number", typed: "1e3" } }],
    ["list broken", { verb: null, fault: { is: "unknown_status", typed: "broken" } }],
    [
      "force_delete 42",
      { verb: null, fault: { is: "unknown_verb", typed: "force_delete", nearest: "force-delete" } },
    ],
    ["shwo 42", { verb: null, fault: { is: "unknown_verb", typed: "shwo", nearest: "show" } }],
    ["banana", { verb: null, fault: { is: "unknown_verb", typed: "banana", nearest: null } }],
  ])("%j", (text, expected) => {
    expect(parsePhoneCommand(text)).toEqual(expected);
  });

  it("is always understood or refused, never an error", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const { verb } = parsePhoneCommand(text);
        expect(verb === null || PHONE_VERBS.includes(verb)).toBe(true);
      }),
    );
  });
});

describe("the nearest word", () => {
  it("forgives two slips, and completes a beginning", () => {
    expect(nearestWord("hepl", PHONE_VERBS)).toBe("help");
    expect(nearestWord("lst", PHONE_VERBS)).toBe("list");
    expect(nearestWord("force", PHONE_VERBS)).toBe("force-delete");
    expect(nearestWord("remove", PHONE_VERBS)).toBeNull();
    expect(nearestWord("leftover", PHONE_VERBS)).toBe("leftovers");
    expect(nearestWord("hist", PHONE_VERBS)).toBe("history");
    expect(nearestWord("delte", PHONE_VERBS)).toBe("delete");
    expect(nearestWord("x".repeat(1000), PHONE_VERBS)).toBeNull();
  });
});
