import { describe, expect, it } from "vitest";
import { parseApiTokens } from "../../src/config/api-tokens.ts";

const token = (letter: string) => letter.repeat(32);

describe("parseApiTokens", () => {
  const tokens: [string, string[]][] = [
    [`ci:${token("a").slice(1)}`, ["entry 1 of 1 has a token shorter than 32 characters"]],
    [token("a"), ["entry 1 of 1 is not name:token"]],
    [`:${token("a")}`, ["entry 1 of 1 needs a name of 1 to 64 characters"]],
    [`ci:${token("a")}:admin`, ["entry 1 of 1 has a scope that is not read, write or force"]],
    [`ci:${token("a")}:`, ["entry 1 of 1 has a scope that is not read, write or force"]],
    [
      `ci:${token("a")}:read:write`,
      ["entry 1 of 1 has more than three parts (a token holds no ':' and no ',')"],
    ],
    [`ci:${token("ä")}`, ["entry 1 of 1 has a token with spaces or characters that are not ASCII"]],
    [`ci:${token("a")},ci:${token("b")}`, ["names two entries alike"]],
    [`ci:${token("a")},cd:${token("a")}:read`, ["has the same token twice"]],
  ];
  it.each(tokens)("refuses the tokens %s", (value, problems) => {
    expect(parseApiTokens(value).problems).toEqual(problems);
  });
});
