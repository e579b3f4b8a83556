import { EventEmitter, once } from "node:events";
import { describe, expect, it } from "vitest";
import { Conflict, IllegalTransition, NotFound } from "../../src/domain/errors.ts";
import { createMemoryKeptAnswers } from "../support/memory-kept-answers.ts";
import {
  aFoundNumber,
  answer,
  BUSY,
  DOCS_URL,
  failing,
  NOT_FOUND,
  REQUEST_ID,
  startServer,
  TOKENS,
  told,
} from "./api-harness.ts";

const NUMBER = "/api/v2/phone_numbers/42";

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

  it("goes on to its end when the client goes away", async () => {
    const progress = new EventEmitter();
    const begun = once(progress, "begun");
    const ended = once(progress, "ended");
    let finish = () => {};
    const kept = createMemoryKeptAnswers();
    const server = await startServer(
      {
        deleteNumber: async () => {
          progress.emit("begun");
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          return { outcome: "removed" };
        },
      },
      {
        keptAnswers: {
          ...kept,
          finish: async (...args) => {
            await kept.finish(...args);
            progress.emit("ended");
          },
        },
      },
    );
    const client = new AbortController();
    const headers = { authorization: `Bearer ${TOKENS.all}`, "idempotency-key": "k" };
    const left = fetch(`${server.url}${NUMBER}`, { method: "DELETE", headers, signal: client.signal });
    await begun;
    client.abort();
    await expect(left).rejects.toThrow();
    finish();
    await ended;
    // Whoever comes back with its key learns how it ended.
    const { status, headers: answered } = await server.call("DELETE", NUMBER, {
      headers: { "idempotency-key": "k" },
    });
    expect(status).toBe(200);
    expect(answered.get("idempotency-replayed")).toBe("true");
    expect(server.log).toEqual([]);
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
