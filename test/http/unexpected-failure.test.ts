import { describe, expect, it } from "vitest";
import { NotFound, ProviderError } from "../../src/domain/errors.ts";
import { answer, BUSY, failing, REQUEST_ID, startServer, told } from "./api-harness.ts";

const NUMBER = "/api/v2/phone_numbers/42";

describe("a failure that nobody expected", () => {
  it("tells the caller nothing but the request id, and the log everything, once", async () => {
    const error = new Error("secret detail xoxb-1");
    const server = await startServer({ showNumber: failing(error) });
    const { status, body, headers } = await server.call("GET", NUMBER);
    expect({ status, body }).toEqual(answer(500, "Internal server error"));
    expect(headers.get("x-request-id")).toBe(REQUEST_ID);
    expect(server.log).toEqual([
      {
        level: "error",
        fields: { err: error, requestId: REQUEST_ID },
        message: "a request failed unexpectedly",
      },
    ]);
  });

  it("is not logged where the failure is one of the known ones", async () => {
    const server = await startServer({ showNumber: failing(new NotFound("x")), deleteNumber: failing(BUSY) });
    await server.call("GET", NUMBER);
    await server.call("DELETE", NUMBER);
    expect(server.log).toEqual([]);
  });

  it("passes a provider's request to wait on", async () => {
    const wait = new ProviderError({
      provider: "twilio",
      kind: "rate_limited",
      message: "secret detail",
      retryAfterMs: 2_400,
    });
    const server = await startServer({ deleteNumber: failing(wait) });
    const { status, body, headers } = await server.call("DELETE", NUMBER);
    expect({ status, body }).toEqual(answer(429, 'Twilio is answering "too many requests".'));
    expect(headers.get("retry-after")).toBe("3");
    const down = new ProviderError({ provider: "livekit", kind: "timeout", message: "secret detail" });
    const other = await startServer({ deleteNumber: failing(down) });
    expect(told(await other.call("DELETE", NUMBER))).toEqual(answer(502, "LiveKit did not answer in time."));
  });

  it("ends a request that takes too long", async () => {
    const server = await startServer({ deleteNumber: () => new Promise(() => {}) }, { answerWithinMs: 50 });
    expect(told(await server.call("DELETE", NUMBER))).toEqual(
      answer(503, "No answer in time. The work may still go on: look at the phone number before another try"),
    );
  });

  it("is logged also where it comes after its caller was answered, unless it is one of the known ones", async () => {
    for (const { error, logged } of [
      { error: new Error("secret detail"), logged: 1 },
      { error: BUSY, logged: 0 },
    ]) {
      let fail = () => {};
      const late = new Promise<never>((_resolve, reject) => {
        fail = () => reject(error);
      });
      const server = await startServer({ reportCorruption: () => late }, { answerWithinMs: 50 });
      const { status } = await server.call("POST", `${NUMBER}/corrupt`, { body: { cause: "in_use" } });
      expect(status).toBe(503);
      fail();
      await late.catch(() => {});
      await server.call("GET", "/healthz");
      expect(server.log.map(({ message }) => message)).toEqual(
        Array(logged).fill("a request failed unexpectedly, after its time was up"),
      );
    }
  });
});
