import { describe, expect, it } from "vitest";
import {
  ConfirmationRequired,
  IllegalTransition,
  InvalidInput,
  NotFound,
  NotPermitted,
  ProviderError,
} from "../../src/domain/errors.ts";
import type { ApiOperations } from "../../src/http/api.ts";
import { answer, BUSY, failing, REQUEST_ID, startServer, told } from "./api-harness.ts";

const PATH = "/api/v2/phone_numbers";
const NUMBER = { phone_number: "+14155551234", label: "Support Line" };
const SET_UP = {
  ...NUMBER,
  provider: "twilio",
  twilio_account_sid: `AC${"a".repeat(32)}`,
  twilio_auth_token: "token-of-the-account",
};

/** Each endpoint, the operation behind it, and what it calls its failures. */
const ENDPOINTS: {
  verb: keyof ApiOperations;
  method: string;
  path: string;
  body?: object;
  invalid: string;
  unexpected: string;
}[] = [
  { verb: "listNumbers", method: "GET", path: PATH, ...words() },
  { verb: "showNumber", method: "GET", path: `${PATH}/42`, ...words() },
  {
    verb: "createNumber",
    method: "POST",
    path: PATH,
    body: SET_UP,
    ...words("Failed to create phone number"),
  },
  {
    verb: "importNumber",
    method: "POST",
    path: PATH,
    body: NUMBER,
    ...words("Failed to create phone number"),
  },
  {
    verb: "importNumber",
    method: "POST",
    path: `${PATH}/import`,
    body: NUMBER,
    ...words("Failed to create phone number"),
  },
  {
    verb: "reportCorruption",
    method: "POST",
    path: `${PATH}/42/corrupt`,
    body: { cause: "in_use" },
    ...words("Failed to mark phone number as corrupted"),
  },
  { verb: "deleteNumber", method: "DELETE", path: `${PATH}/42`, ...words() },
  {
    verb: "forceDeleteByApi",
    method: "DELETE",
    path: `${PATH}/42/force`,
    ...words(
      undefined,
      "Failed to force delete phone number: unexpected error, the request id tells it in the log",
    ),
  },
];

function words(invalid = "The request is not valid", unexpected = "Internal server error") {
  return { invalid, unexpected };
}

const provider = (kind: "unavailable" | "rate_limited", retryAfterMs: number | null = null) =>
  new ProviderError({ provider: "twilio", kind, message: "secret detail", retryAfterMs });

describe.each(ENDPOINTS)("$method $path by $verb", ({ verb, method, path, body, invalid, unexpected }) => {
  const refusals: [string, unknown, { status: number; body: object }][] = [
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
      "the caller may not",
      new NotPermitted("You may not", "Ask Anna."),
      answer(403, "You may not. Ask Anna."),
    ],
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
    ["a provider is down", provider("unavailable"), answer(502, "Twilio is not available.")],
    [
      "a provider asks to wait",
      provider("rate_limited", 2_400),
      answer(429, 'Twilio is answering "too many requests".'),
    ],
    ["something broke", new Error("secret detail"), answer(500, unexpected)],
  ];

  it.each(refusals)("answers where %s", async (_when, error, expected) => {
    const server = await startServer({ [verb]: failing(error) });
    const answered = await server.call(method, path, body === undefined ? {} : { body });
    expect(told(answered)).toEqual(expected);
    expect(answered.headers.get("x-request-id")).toBe(REQUEST_ID);
    expect(answered.headers.get("retry-after")).toBe(expected.status === 429 ? "3" : null);
    expect(server.log).toHaveLength(expected.status === 500 ? 1 : 0);
  });

  it("answers where it takes too long", async () => {
    const server = await startServer({ [verb]: () => new Promise(() => {}) }, { answerWithinMs: 50 });
    const answered = await server.call(method, path, body === undefined ? {} : { body });
    expect(told(answered)).toEqual(
      answer(503, "No answer in time. The work may still go on: look at the phone number before another try"),
    );
  });
});
