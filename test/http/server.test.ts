import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { createHttpServer } from "../../src/http/create-http-server.ts";
import { aFoundNumber, httpDeps, REQUEST_ID, startServer, TOKENS, told } from "./api-harness.ts";

const answer = (status: number, message: string) => ({
  status,
  body: { success: false, message, request_id: REQUEST_ID },
});

/** Bytes as they are, until the server closes the connection. */
async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return text(socket);
}

describe("requests that no route takes", () => {
  it.each(["GET", "POST", "PUT", "PATCH", "DELETE"])(
    "answers %s to an unknown address with 404",
    async (method) => {
      const server = await startServer();
      for (const path of ["/", "/api", "/nothing", "/slack", "/api/v2/other", "/API/V2/phone_numbers"])
        expect(told(await server.call(method, path)), path).toEqual(answer(404, "Not found"));
      expect(told(await server.call(method, "/api/v2/phone_numbers/42/other"))).toEqual(
        answer(404, "Phone number not found"),
      );
    },
  );

  it("answers an address that cannot be decoded with 404", async () => {
    const server = await startServer();
    expect(told(await server.call("GET", "/runbook/%zz"))).toEqual(answer(404, "Not found"));
  });

  it("answers JSON that is none with 400", async () => {
    const server = await startServer();
    const bodies = ["{", "{'a':1}", "undefined", '{"__proto__":{"a":1}}', "\u0000"];
    for (const body of bodies)
      expect(told(await server.call("POST", "/api/v2/phone_numbers", { body })), body).toEqual(
        answer(400, "The body is not valid JSON"),
      );
  });

  it("answers a body of more than 256 kB with 413", async () => {
    const server = await startServer();
    const body = JSON.stringify({ label: "x".repeat(256 * 1024) });
    for (const path of [
      "/api/v2/phone_numbers",
      "/api/v2/phone_numbers/import",
      "/api/v2/phone_numbers/1/corrupt",
    ])
      expect(told(await server.call("POST", path, { body }))).toEqual(
        answer(413, "The body is larger than 256 kB"),
      );
  });

  it("answers other content types with 415", async () => {
    const server = await startServer();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/xml", "json", ""])
      expect(
        told(
          await server.call("POST", "/api/v2/phone_numbers", {
            body: "a=b",
            headers: { "content-type": type },
          }),
        ),
        type,
      ).toEqual(answer(415, "Send JSON, with the header Content-Type: application/json"));
  });

  it("takes JSON with a charset", async () => {
    const server = await startServer({ importNumber: async () => ({ ...aFoundNumber(), unseen: [] }) });
    const answered = await server.call("POST", "/api/v2/phone_numbers", {
      body: { phone_number: "+14155551234", label: "Ünïcode" },
      headers: { "content-type": "application/json; charset=utf-8" },
    });
    expect(answered.status).toBe(201);
  });

  it("answers what is no HTTP with 400, and too many headers with 431", async () => {
    const server = await startServer();
    const body = '{"success":false,"message":"The request could not be read"}';
    const garbage = await sendRaw(server.port, "hello\r\n\r\n");
    expect(garbage).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(garbage.endsWith(`\r\n\r\n${body}`)).toBe(true);
    const headers = await sendRaw(
      server.port,
      `GET / HTTP/1.1\r\nHost: a\r\nA: ${"a".repeat(20_000)}\r\n\r\n`,
    );
    expect(headers).toMatch(/^HTTP\/1\.1 431 /);
  });

  it("asks for a token where the address is written with its host", async () => {
    const server = await startServer();
    const answered = await sendRaw(
      server.port,
      "GET http://a/api/v2/phone_numbers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    expect(answered).toMatch(/^HTTP\/1\.1 401 /);
  });
});

describe("request ids", () => {
  it("takes the caller's where it is harmless, and makes one where it is not", async () => {
    const server = await startServer();
    const idFor = async (given: string) => {
      const { body, headers } = await server.call("GET", "/none", { headers: { "x-request-id": given } });
      expect(headers.get("x-request-id")).toBe((body as { request_id: string }).request_id);
      return headers.get("x-request-id");
    };
    expect(await idFor("abcd-1234.x_y")).toBe("abcd-1234.x_y");
    for (const given of ["short", "a b c d e f g", "<script>1234", "x".repeat(129)])
      expect(await idFor(given)).toBe(REQUEST_ID);
  });

  it("runs the work of a request under its id", async () => {
    const seen: string[] = [];
    const server = await startServer(
      {},
      {
        inRequest: (requestId, work) => {
          seen.push(requestId);
          work();
        },
      },
    );
    await server.call("GET", "/healthz");
    await server.call("POST", "/slack/events");
    expect(seen).toEqual([REQUEST_ID, REQUEST_ID]);
  });
});

describe("health", () => {
  it("is alive", async () => {
    const server = await startServer();
    expect(told(await server.call("GET", "/healthz", { token: null }))).toEqual({
      status: 200,
      body: { success: true, status: "ok" },
    });
  });

  it("is ready where every check is", async () => {
    const since = new Date("2026-01-15T03:12:00.500Z");
    const server = await startServer(
      {},
      { readiness: async () => [{ name: "database", ok: true, since, why: null }] },
    );
    expect(told(await server.call("GET", "/readyz", { token: null }))).toEqual({
      status: 200,
      body: {
        success: true,
        checks: [{ name: "database", ok: true, since: "2026-01-15T03:12:00Z", why: null }],
      },
    });
  });

  it("is not ready where one check is not, and says which and why", async () => {
    const checks = [
      { name: "database", ok: true, since: null, why: null },
      { name: "slack", ok: false, since: null, why: "Slack does not know the token" },
    ];
    const server = await startServer({}, { readiness: async () => checks });
    expect(told(await server.call("GET", "/readyz", { token: null }))).toEqual({
      status: 503,
      body: { success: false, checks },
    });
  });

  it("is not ready where the checks fail", async () => {
    const server = await startServer(
      {},
      {
        readiness: async () => {
          throw new Error("postgres://u:pw@h");
        },
      },
    );
    expect(told(await server.call("GET", "/readyz", { token: null }))).toEqual({
      status: 503,
      body: {
        success: false,
        checks: [{ name: "readiness", ok: false, since: null, why: "the checks could not be made" }],
      },
    });
  });
});

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
    const { body } = await server.call("POST", "/slack/events", {
      token: null,
      body: "payload=%7B%7D",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
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

describe("closing", () => {
  it("lets a request under way end, and takes no new ones", async () => {
    let finish = () => {};
    const progress = new EventEmitter();
    const begun = once(progress, "begun");
    const server = await startServer({
      deleteNumber: async () => {
        progress.emit("begun");
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        return { outcome: "removed" };
      },
    });
    const underWay = server.call("DELETE", "/api/v2/phone_numbers/42");
    await begun;
    const closed = server.close(10_000);
    await expect(server.call("GET", "/healthz")).rejects.toThrow();
    finish();
    const { status, headers } = await underWay;
    expect(status).toBe(200);
    expect(headers.get("connection")).toBe("close");
    await closed;
  });

  it("cuts off what does not end in time", async () => {
    const server = await startServer({ deleteNumber: () => new Promise(() => {}) });
    const underWay = server.call("DELETE", "/api/v2/phone_numbers/42");
    underWay.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = Date.now();
    await server.close(50);
    expect(Date.now() - before).toBeLessThan(2_000);
    await expect(underWay).rejects.toThrow();
  });

  it("does not wait for connections that are only kept open", async () => {
    const server = await startServer();
    const socket = connect(server.port, "127.0.0.1");
    socket.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "data");
    const ended = once(socket, "close");
    const before = Date.now();
    await server.close(10_000);
    await ended;
    expect(Date.now() - before).toBeLessThan(2_000);
  });

  it("says what to do about a port in use", async () => {
    const server = await startServer();
    await expect(createHttpServer(httpDeps()).listen(server.port, "127.0.0.1")).rejects.toThrow(
      `Port ${server.port} is in use: set PORT to another one, or stop what uses it.`,
    );
  });
});

it("never lets an answer of the API be stored", async () => {
  const server = await startServer({ listNumbers: async () => ({ items: [], totalCount: 0 }) });
  const { headers } = await server.call("GET", "/api/v2/phone_numbers", { token: TOKENS.read });
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
});
