import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { aFoundNumber, answer, REQUEST_ID, sendRaw, startServer, TOKENS, told } from "./api-harness.ts";

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
    const bodies = ["{", "{'a':1}", "undefined", "\u0000"];
    for (const body of bodies)
      expect(told(await server.call("POST", "/api/v2/phone_numbers", { body })), body).toEqual(
        answer(400, "The body is not valid JSON"),
      );
  });

  const POSTS = ["/api/v2/phone_numbers", "/api/v2/phone_numbers/import", "/api/v2/phone_numbers/1/corrupt"];
  const nested = (levels: number) => `${'{"a":['.repeat(levels / 2)}${"]}".repeat(levels / 2)}`;
  const keyed = { headers: { "idempotency-key": "k" } };

  it.each(POSTS)(
    "answers %s with 400 where JSON is nested too deeply, with a key and without",
    async (path) => {
      const server = await startServer();
      const deep = answer(
        400,
        "The body is nested more than 32 levels deep: no field needs that, send them as /docs shows",
      );
      for (const body of [nested(34), nested(60_000), "[".repeat(33) + "]".repeat(33)])
        for (const sent of [{ body }, { body, ...keyed }])
          expect(told(await server.call("POST", path, sent))).toEqual(deep);
      // 32 levels are no fault of themselves: the fields are looked at.
      for (const sent of [{ body: nested(32) }, { body: nested(32), ...keyed }])
        expect((await server.call("POST", path, sent)).status).toBe(422);
      expect(server.log).toEqual([]);
    },
  );

  it("answers a field called __proto__ with 400, wherever it stands, and says so", async () => {
    const server = await startServer();
    const bodies = [
      '{"__proto__":{"a":1}}',
      '{"outbound_trunk":{"headers":{"__proto__":"a"}}}',
      '{"\\u005f_proto__":1}',
      '[[{"__proto__":null}]]',
    ];
    for (const body of bodies)
      expect(told(await server.call("POST", "/api/v2/phone_numbers", { body })), body).toEqual(
        answer(400, "A field may not be called __proto__: leave it out, or give it another name"),
      );
  });

  it("takes what only resembles a field called __proto__", async () => {
    const asked: unknown[] = [];
    const server = await startServer({
      importNumber: async (request) => {
        asked.push(request.outboundTrunk);
        return { ...aFoundNumber(), unseen: [] };
      },
    });
    const headers = { constructor: "a", prototype: "b", toString: "__proto__" };
    const body = { phone_number: "+14155551234", label: "__proto__", outbound_trunk: { headers } };
    expect((await server.call("POST", "/api/v2/phone_numbers", { body })).status).toBe(201);
    expect(asked).toEqual([{ headers }]);
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

  it("takes an empty body for no body", async () => {
    const server = await startServer();
    const { status, body } = await server.call("POST", "/api/v2/phone_numbers", {
      body: "",
      headers: { "content-type": "application/json" },
    });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { errors: { phone_number: ["is required"], label: ["is required"] } },
    });
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
    const body = `{"success":false,"message":"The request could not be read","request_id":"${REQUEST_ID}"}`;
    const garbage = await sendRaw(server.port, "hello\r\n\r\n");
    expect(garbage).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(garbage.endsWith(`\r\n\r\n${body}`)).toBe(true);
    expect(garbage).toContain(`\r\nX-Request-Id: ${REQUEST_ID}\r\n`);
    const headers = await sendRaw(
      server.port,
      `GET / HTTP/1.1\r\nHost: a\r\nA: ${"a".repeat(20_000)}\r\n\r\n`,
    );
    expect(headers).toMatch(/^HTTP\/1\.1 431 /);
  });

  it("lets go of a caller that went away in the middle of its request", async () => {
    const server = await startServer();
    const socket = connect(server.port, "127.0.0.1");
    const half = "POST /api/v2/phone_numbers HTTP/1.1\r\nHost: a\r\nContent-Le";
    await new Promise<void>((resolve) => socket.write(half, () => resolve()));
    socket.resetAndDestroy();
    await once(socket, "close");
    expect((await server.call("GET", "/healthz")).status).toBe(200);
    expect(server.log).toEqual([]);
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

it("never lets an answer of the API be stored", async () => {
  const server = await startServer({ listNumbers: async () => ({ items: [], totalCount: 0 }) });
  const { headers } = await server.call("GET", "/api/v2/phone_numbers", { token: TOKENS.read });
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
});
