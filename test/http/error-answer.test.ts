import { describe, expect, it } from "vitest";
import { Conflict, ProviderError } from "../../src/domain/errors.ts";
import { errorAnswer } from "../../src/http/error-answer.ts";

describe("the answer to an error", () => {
  it("names who is at it also where nobody knows since when", () => {
    const busy = new Conflict("busy", { kind: "api_token", name: "platform" });
    const message = 'Phone number is being deleted by API token "platform"';
    expect(errorAnswer(busy)).toEqual({ status: 409, message });
  });

  it("asks for a second where a provider does not say for how long", () => {
    const wait = new ProviderError({ provider: "livekit", kind: "rate_limited", message: "no" });
    expect(errorAnswer(wait)).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
  });

  it("keeps the status of a fault of the caller's that the framework found, and none of its words", () => {
    const cutShort = Object.assign(new Error("secret detail"), { code: "FST_OTHER", statusCode: 408 });
    expect(errorAnswer(cutShort)).toEqual({ status: 408, message: "The request could not be read" });
    const ours = Object.assign(new Error("secret detail"), { statusCode: 502 });
    expect(errorAnswer(ours)).toEqual({ status: 500, message: "Internal server error", bug: true });
    const nonsense = Object.assign(new Error("secret detail"), { code: 7, statusCode: 200 });
    expect(errorAnswer(nonsense)).toMatchObject({ status: 500, bug: true });
  });
});
