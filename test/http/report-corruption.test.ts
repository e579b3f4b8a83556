import { describe, expect, it } from "vitest";
import { IllegalTransition, NotFound } from "../../src/domain/errors.ts";
import { numberJson } from "../../src/http/number-json.ts";
import { aFoundNumber, answer, failing, NOT_FOUND, REQUEST_ID, startServer, told } from "./api-harness.ts";

const NUMBER = "/api/v2/phone_numbers/42";

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
