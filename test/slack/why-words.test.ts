import { expect, it } from "vitest";
import { codeWords } from "../../src/slack/messages/why-words.ts";

it("links a provider's own code to its page, and calls an HTTP status what it is", () => {
  const page = "https://www.twilio.com/docs/api/errors/20003";
  expect(codeWords("20003", page)).toBe(`error <${page}|20003>`);
  expect(codeWords("20003", null)).toBe("error 20003");
  expect(codeWords("500", "https://www.twilio.com/docs/api/errors")).toBe("HTTP 500");
  expect(codeWords("unauthenticated", null)).toBe("error unauthenticated");
});
