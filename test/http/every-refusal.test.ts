import { describe, expect, it } from "vitest";
import {
  ConfirmationRequired,
  IllegalTransition,
  InvalidInput,
  NotFound,
  ProviderError,
} from "../../src/domain/errors.ts";
import { answer, BUSY, failing, REQUEST_ID, startServer, type TestServer, told } from "./api-harness.ts";
import { afterNoAnswer, ENDPOINTS, type Outcome } from "./endpoints.ts";

const provider = (kind: "unavailable" | "rate_limited", retryAfterMs: number | null = null) =>
  new ProviderError({ provider: "twilio", kind, message: "secret detail", retryAfterMs });

const NEXT: Record<"broke" | "awaited", string> = {
  broke: "This may not have been done: look at the phone number before another try",
  awaited: "Nothing was done: try again later",
};

function databaseDown(
  { verb, method }: (typeof ENDPOINTS)[number],
  trouble: string,
  when: keyof typeof NEXT,
) {
  // Its documented failure is a 500 with the cause in it.
  if (verb === "forceDeleteByApi")
    return answer(500, `Failed to force delete phone number: the database does not work (${trouble})`);
  const next = method === "GET" ? "Try again later" : NEXT[when];
  return answer(503, `The database does not work (${trouble}). ${next}`);
}

describe.each(ENDPOINTS)("$method $path by $verb", (endpoint) => {
  const { verb, throws, method, path, body, invalid, unexpected } = endpoint;
  const refusals: [Outcome, unknown, { status: number; body: object }][] = [
    [
      "a field is not acceptable",
      new InvalidInput({ phone_number: ["has already been taken"] }),
      {
        status: 422,
        body: {
          success: false,
          errors: { phone_number: ["has already been taken"] },
          message: invalid,
          request_id: REQUEST_ID,
        },
      },
    ],
    ["it is not there", new NotFound("secret detail"), answer(404, "Phone number not found")],
    [
      "somebody else is at it",
      BUSY,
      answer(409, "Phone number is being deleted by Slack user U1 since 2026-01-15T03:12:00Z"),
    ],
    [
      "its life has no such step now",
      new IllegalTransition("deleting", "corruption_reported"),
      answer(409, "Phone number is deleting: try again when that has ended"),
    ],
    [
      "it takes a person",
      new ConfirmationRequired("disabled"),
      answer(422, "Failed to force delete phone number: disabled"),
    ],
    [
      "a provider is down",
      provider("unavailable"),
      answer(502, "Twilio could not be reached, or answered with an error of its own."),
    ],
    [
      "a provider asks to wait",
      provider("rate_limited", 2_400),
      answer(429, 'Twilio is answering "too many requests".'),
    ],
    ["something broke", new Error("secret detail"), answer(500, unexpected)],
  ];

  const own = refusals.filter(([outcome]) => throws.includes(outcome));
  it.each(own)("answers where %s", async (_when, error, expected) => {
    const server = await startServer({ [verb]: failing(error) });
    const answered = await server.call(method, path, body === undefined ? {} : { body });
    expect(told(answered)).toEqual(expected);
    expect(answered.headers.get("x-request-id")).toBe(REQUEST_ID);
    expect(answered.headers.get("retry-after")).toBe(expected.status === 429 ? "3" : null);
    expect(server.log).toHaveLength(expected.status === 500 ? 1 : 0);
  });

  it("answers where the database breaks under it, and before it was reached for the first time", async () => {
    const broke = Object.assign(new Error("secret detail"), { code: "ECONNRESET" });
    const call = (server: TestServer) => server.call(method, path, body === undefined ? {} : { body });
    const server = await startServer({ [verb]: failing(broke) });
    expect(told(await call(server))).toEqual(databaseDown(endpoint, "the connection to it broke", "broke"));
    expect(server.log).toHaveLength(1);
    expect((await call(server)).headers.get("retry-after")).toBe(verb === "forceDeleteByApi" ? null : "5");
    const starting = await startServer({}, { awaitsDatabase: () => "it refuses the user or the password" });
    expect(told(await call(starting))).toEqual(
      databaseDown(endpoint, "it refuses the user or the password", "awaited"),
    );
    expect(starting.log).toEqual([]);
  });

  it("answers where it takes too long", async () => {
    const server = await startServer({ [verb]: () => new Promise(() => {}) }, { answerWithinMs: 50 });
    const answered = await server.call(method, path, body === undefined ? {} : { body });
    expect(told(answered)).toEqual(answer(503, `No answer in time. ${afterNoAnswer(method)}`));
  });
});
