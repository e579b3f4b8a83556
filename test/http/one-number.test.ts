import { describe, expect, it } from "vitest";
import {
  ConfirmationRequired,
  Conflict,
  IllegalTransition,
  NotFound,
  ProviderError,
} from "../../src/domain/errors.ts";
import { numberJson } from "../../src/http/number-json.ts";
import { aFoundNumber, DOCS_URL, REQUEST_ID, startServer, TOKENS, told } from "./api-harness.ts";

const NUMBER = "/api/v2/phone_numbers/42";
const failing = (error: unknown) => async () => {
  throw error;
};
const answer = (status: number, message: string) => ({
  status,
  body: { success: false, message, request_id: REQUEST_ID },
});
const NOT_FOUND = answer(404, "Phone number not found");
const BUSY = new Conflict(
  "+14155551234 is being deleted already.",
  { kind: "slack_user", id: "U1" },
  new Date("2026-01-15T03:12:00Z"),
);

describe("GET one", () => {
  it("answers the number", async () => {
    const asked: unknown[] = [];
    const server = await startServer({
      showNumber: async (ref) => {
        asked.push(ref);
        return { ...aFoundNumber(), run: null, incident: null };
      },
    });
    const { status, body } = await server.call("GET", NUMBER);
    expect({ status, body }).toEqual({
      status: 200,
      body: { success: true, item: numberJson(aFoundNumber()) },
    });
    expect(asked).toEqual([{ id: 42 }]);
  });

  it("says that a number is not there", async () => {
    const server = await startServer({
      showNumber: failing(new NotFound("There is no phone number with id 42.")),
    });
    expect(told(await server.call("GET", NUMBER))).toEqual(NOT_FOUND);
  });
});

describe("an id that can be no number's", () => {
  const ids = [
    "abc",
    "0",
    "-1",
    "1.5",
    "2147483648",
    "9".repeat(400),
    "%00",
    "%zz",
    "1e3",
    "0x1",
    "01",
    "+1",
    "%20",
    "1%2F2",
    "１",
  ];
  const routes = [
    ["GET", ""],
    ["DELETE", ""],
    ["DELETE", "/force"],
    ["POST", "/corrupt"],
  ] as const;
  it.each(ids)("is not found: %s", async (id) => {
    const server = await startServer();
    for (const [method, rest] of routes) {
      const path = `/api/v2/phone_numbers/${id}${rest}`;
      const { status, body } = await server.call(method, path, method === "POST" ? { body: {} } : {});
      expect({ status, body }, `${method} ${path}`).toEqual(NOT_FOUND);
    }
  });

  it("reaches up to the largest id", async () => {
    const server = await startServer({
      showNumber: async () => ({ ...aFoundNumber({ id: 2_147_483_647 }), run: null, incident: null }),
    });
    expect((await server.call("GET", "/api/v2/phone_numbers/2147483647")).status).toBe(200);
  });
});

describe("DELETE", () => {
  it("answers that the number is deleted", async () => {
    const asked: unknown[] = [];
    const server = await startServer({
      deleteNumber: async (...args) => {
        asked.push(args);
        return { outcome: "removed" };
      },
    });
    const { status, body } = await server.call("DELETE", NUMBER);
    expect({ status, body }).toEqual({
      status: 200,
      body: { success: true, message: "Phone number deleted successfully" },
    });
    expect(asked).toEqual([[42, { kind: "api_token", name: "ci-all" }]]);
  });

  it("sends to the clean-up guide where the teardown failed", async () => {
    const incident = {} as never;
    const server = await startServer({
      deleteNumber: async () => ({ outcome: "corrupted", incident, ...aFoundNumber() }),
    });
    const { status, body } = await server.call("DELETE", NUMBER);
    expect({ status, body }).toEqual({
      status: 422,
      body: {
        success: false,
        errors: {
          base: [
            `Failed to cleanup external resources. Phone number marked as corrupted. Please see documentation for manual cleanup: ${DOCS_URL}`,
          ],
        },
        message: "Failed to delete phone number",
        request_id: REQUEST_ID,
      },
    });
  });

  it("names who is deleting it already, and since when", async () => {
    const server = await startServer({ deleteNumber: failing(BUSY) });
    expect(told(await server.call("DELETE", NUMBER))).toEqual(
      answer(409, "Phone number is being deleted by Slack user U1 since 2026-01-15T03:12:00Z"),
    );
  });

  const refusals: [string, unknown, ReturnType<typeof answer>][] = [
    ["it is not there", new NotFound("x"), NOT_FOUND],
    [
      "it is being set up",
      new Conflict("+1415 is being set up just now."),
      answer(409, "+1415 is being set up just now."),
    ],
    [
      "its life has no such step",
      new IllegalTransition("provisioning", "delete_requested"),
      answer(409, "Phone number is provisioning: try again when that has ended"),
    ],
    ["something broke", new Error("secret detail"), answer(500, "Internal server error")],
  ];
  it.each(refusals)("answers where %s", async (_when, error, expected) => {
    const server = await startServer({ deleteNumber: failing(error) });
    expect(told(await server.call("DELETE", NUMBER))).toEqual(expected);
  });

  const bodies: [string, { headers?: Record<string, string>; body?: string }][] = [
    ["without a body", {}],
    ["with a content type and no body", { headers: { "content-type": "application/json" } }],
    ["with an empty body", { body: "", headers: { "content-type": "application/json" } }],
    ["with a JSON body", { body: "{}" }],
    ["with a body that is no JSON", { body: "{", headers: { "content-type": "application/json" } }],
    ["with a form", { body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } }],
    ["with text", { body: "hello", headers: { "content-type": "text/plain" } }],
  ];
  it.each(bodies)("works %s", async (_how, request) => {
    const server = await startServer({
      deleteNumber: async () => ({ outcome: "removed" }),
      forceDeleteByApi: async () => {},
    });
    for (const path of [NUMBER, `${NUMBER}/force`])
      expect((await server.call("DELETE", path, request)).status).toBe(200);
  });
});

describe("DELETE force", () => {
  it("answers that the record is removed", async () => {
    const asked: unknown[] = [];
    const server = await startServer({ forceDeleteByApi: async (...args) => void asked.push(args) });
    const { status, body } = await server.call("DELETE", `${NUMBER}/force`, { token: TOKENS.force });
    expect({ status, text: JSON.stringify(body) }).toEqual({
      status: 200,
      text: JSON.stringify({
        success: true,
        force_deleted: true,
        message: `Phone number force deleted successfully. Please manually cleanup external resources if needed. See: ${DOCS_URL}`,
      }),
    });
    expect(asked).toEqual([[42, "ci-force"]]);
  });

  const failed = "Failed to force delete phone number";
  const brokenConnection = Object.assign(new Error("connect ECONNREFUSED postgres://u:pw@10.0.0.1/db"), {
    code: "ECONNREFUSED",
  });
  const refusals: [string, unknown, ReturnType<typeof answer>][] = [
    ["it is not there", new NotFound("x"), NOT_FOUND],
    [
      "it is not corrupted",
      new IllegalTransition("active", "force_delete_confirmed"),
      answer(422, "Force delete is only allowed for corrupted phone numbers"),
    ],
    [
      "it wants a confirmation",
      new ConfirmationRequired("confirmation in Slack is required"),
      answer(422, `${failed}: confirmation in Slack is required`),
    ],
    ["it is switched off", new ConfirmationRequired("disabled"), answer(422, `${failed}: disabled`)],
    [
      "the database is away",
      new Error("could not remove", { cause: brokenConnection }),
      answer(500, `${failed}: the database could not be reached`),
    ],
    [
      "something broke",
      new Error("secret detail xoxb-1"),
      answer(500, `${failed}: unexpected error, the request id tells it in the log`),
    ],
    [
      "what is thrown is no error",
      "boom",
      answer(500, `${failed}: unexpected error, the request id tells it in the log`),
    ],
  ];
  it.each(refusals)("answers where %s", async (_when, error, expected) => {
    const server = await startServer({ forceDeleteByApi: failing(error) });
    expect(told(await server.call("DELETE", `${NUMBER}/force`))).toEqual(expected);
  });
});

describe("POST corrupt", () => {
  it("passes the report on and answers the number", async () => {
    const asked: unknown[] = [];
    const server = await startServer({
      reportCorruption: async (...args) => {
        asked.push(args);
        return aFoundNumber();
      },
    });
    const body = { cause: " in_use ", message: "line 1\nline\u0000 2", extra: 1 };
    const { status, body: answered } = await server.call("POST", `${NUMBER}/corrupt`, { body });
    expect(status).toBe(200);
    expect(answered).toEqual({ success: true, item: numberJson(aFoundNumber()) });
    const actor = { kind: "api_token", name: "ci-all" };
    expect(asked).toEqual([[42, { cause: "in_use", message: "line 1\nline\uFFFD 2" }, actor]]);
  });

  it("takes a report without a message", async () => {
    const asked: unknown[] = [];
    const server = await startServer({
      reportCorruption: async (_id, report) => {
        asked.push(report);
        return aFoundNumber();
      },
    });
    for (const message of [undefined, null])
      await server.call("POST", `${NUMBER}/corrupt`, { body: { cause: "x", message } });
    expect(asked).toEqual([
      { cause: "x", message: "" },
      { cause: "x", message: "" },
    ]);
  });

  it("says that it is corrupted already, or not there", async () => {
    const already = await startServer({
      reportCorruption: failing(new IllegalTransition("corrupted", "corruption_reported")),
    });
    const request = { body: { cause: "x", message: "y" } };
    expect(told(await already.call("POST", `${NUMBER}/corrupt`, request))).toEqual(
      answer(422, "Phone number is corrupted already"),
    );
    const nobody = await startServer({ reportCorruption: failing(new NotFound("x")) });
    expect(told(await nobody.call("POST", `${NUMBER}/corrupt`, request))).toEqual(NOT_FOUND);
  });

  const wrong: [string, unknown, Record<string, string[]>][] = [
    ["nothing", {}, { cause: ["is required"] }],
    ["no body", undefined, { cause: ["is required"] }],
    ["a list", [], { base: ["must be a JSON object"] }],
    ["text", '"x"', { base: ["must be a JSON object"] }],
    ["wrong types", { cause: 1, message: 2 }, { cause: ["must be text"], message: ["must be text"] }],
    ["an empty cause", { cause: "  " }, { cause: ["must not be empty"] }],
    [
      "too much",
      { cause: "x".repeat(201), message: "y".repeat(2001) },
      {
        cause: ["must not be longer than 200 characters"],
        message: ["must not be longer than 2000 characters"],
      },
    ],
  ];
  it.each(wrong)("refuses %s at the field", async (_what, body, errors) => {
    const server = await startServer();
    const answered = await server.call("POST", `${NUMBER}/corrupt`, body === undefined ? {} : { body });
    expect({ status: answered.status, body: answered.body }).toEqual({
      status: 422,
      body: {
        success: false,
        errors,
        message: "Failed to mark phone number as corrupted",
        request_id: REQUEST_ID,
      },
    });
  });
});

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
});
