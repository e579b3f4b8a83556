import { describe, expect, it } from "vitest";
import { NotFound } from "../../src/domain/errors.ts";
import { numberJson } from "../../src/http/number-json.ts";
import { aFoundNumber, failing, NOT_FOUND, startServer, told } from "./api-harness.ts";

const NUMBER = "/api/v2/phone_numbers/42";

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
