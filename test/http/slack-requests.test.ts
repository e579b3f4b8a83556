import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { answer, REQUEST_ID, startServer, told } from "./api-harness.ts";

describe("/slack/", () => {
  it("hands the request over unread, without asking for a token", async () => {
    const server = await startServer(
      {},
      {
        slackListener: async (request, response) => {
          const body = await text(request);
          response.end(`${request.method} ${request.url} ${request.headers["content-type"]} ${body}`);
        },
      },
    );
    const { body, headers } = await server.call("POST", "/slack/events", {
      token: null,
      body: "payload=%7B%7D",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(headers.get("x-request-id")).toBe(REQUEST_ID);
    expect(body).toBe("POST /slack/events application/x-www-form-urlencoded payload=%7B%7D");
  });

  it("answers an address that the listener does not serve with 404", async () => {
    const unknown = Object.assign(new Error("no"), {
      code: "slack_bolt_http_receiver_deferred_request_error",
    });
    const server = await startServer(
      {},
      {
        slackListener: () => {
          throw unknown;
        },
      },
    );
    expect(told(await server.call("GET", "/slack/nothing"))).toEqual(answer(404, "Not found"));
    expect(server.log).toEqual([]);
  });

  it("ends an answer that the listener had begun", async () => {
    const server = await startServer(
      {},
      {
        slackListener: async (_request, response) => {
          response.write("begun");
          throw new Error("secret detail");
        },
      },
    );
    expect(told(await server.call("POST", "/slack/events"))).toEqual({ status: 200, body: "begun" });
    expect(server.log).toHaveLength(1);
  });

  it("answers 500 where the listener fails, at once or later, and logs it once", async () => {
    const broken = new Error("secret detail");
    const failures = [
      () => {
        throw broken;
      },
      () => Promise.reject(broken),
    ];
    for (const slackListener of failures) {
      const server = await startServer({}, { slackListener });
      expect(told(await server.call("POST", "/slack/events"))).toEqual(answer(500, "Internal server error"));
      expect(server.log).toEqual([
        {
          level: "error",
          fields: { err: broken, requestId: REQUEST_ID },
          message: "a request of Slack failed unexpectedly",
        },
      ]);
    }
  });
});
