import { describe, expect, it } from "vitest";
import {
  ConfirmationRequired,
  IllegalTransition,
  InvalidInput,
  NotFound,
  ProviderError,
} from "../../src/domain/errors.ts";
import { answer, BUSY, failing, REQUEST_ID, startServer, told } from "./api-harness.ts";
import { ENDPOINTS, type Outcome } from "./endpoints.ts";

const provider = (kind: "unavailable" | "rate_limited", retryAfterMs: number | null = null) =>
  new ProviderError({ provider: "twilio", kind, message: "secret detail", retryAfterMs });

describe.each(ENDPOINTS)(
  "$method $path by $verb",
  ({ verb, throws, method, path, body, invalid, unexpected }) => {
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

    it("answers where it takes too long", async () => {
      const server = await startServer({ [verb]: () => new Promise(() => {}) }, { answerWithinMs: 50 });
      const answered = await server.call(method, path, body === undefined ? {} : { body });
      expect(told(answered)).toEqual(
        answer(
          503,
          "No answer in time. The work may still go on: look at the phone number before another try",
        ),
      );
    });
  },
);
