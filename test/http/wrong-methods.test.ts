import { describe, expect, it } from "vitest";
import { aFoundNumber, answer, sendRaw, startServer, TOKENS, told } from "./api-harness.ts";

const PATH = "/api/v2/phone_numbers";

/** [method, address, what it takes, as a sentence]. */
const WRONG: [string, string, string, string][] = [
  ["POST", `${PATH}/1/force`, "DELETE", "DELETE"],
  ["GET", `${PATH}/1/force`, "DELETE", "DELETE"],
  ["PATCH", `${PATH}/1`, "GET, HEAD, DELETE", "GET or DELETE"],
  ["OPTIONS", `${PATH}/1`, "GET, HEAD, DELETE", "GET or DELETE"],
  ["PROPFIND", `${PATH}/1`, "GET, HEAD, DELETE", "GET or DELETE"],
  ["DELETE", `${PATH}/1/corrupt`, "POST", "POST"],
  ["GET", `${PATH}/import`, "POST", "POST"],
  ["DELETE", `${PATH}/import`, "POST", "POST"],
  ["PUT", PATH, "GET, HEAD, POST", "GET or POST"],
  ["PATCH", `${PATH}/1/`, "GET, HEAD, DELETE", "GET or DELETE"],
  ["PATCH", "/api/v2/phone%5Fnumbers/1?x=1", "GET, HEAD, DELETE", "GET or DELETE"],
  ["POST", "/healthz", "GET, HEAD", "GET"],
];

describe("a method that an address does not take", () => {
  it.each(WRONG)("%s %s is answered with what it takes", async (method, path, allow, instead) => {
    const server = await startServer();
    const answered = await server.call(method, path);
    expect(told(answered)).toEqual(answer(405, `${method} is not possible here: use ${instead}`));
    expect(answered.headers.get("allow")).toBe(allow);
    expect(answered.headers.get("cache-control")).toBe("no-store");
    expect(server.log).toEqual([]);
  });

  it("is told to nobody without a token, but to every token", async () => {
    const server = await startServer();
    for (const [method, path] of WRONG.filter(([, address]) => address.startsWith("/api"))) {
      expect([path, (await server.call(method, path, { token: null })).status]).toEqual([path, 401]);
      expect([path, (await server.call(method, path, { token: TOKENS.read })).status]).toEqual([path, 405]);
    }
    expect((await server.call("PATCH", `/%61pi/v2/phone_numbers/1`, { token: null })).status).toBe(401);
    expect((await server.call("POST", "/healthz", { token: null })).status).toBe(405);
  });

  it("counts against its token's requests", async () => {
    const server = await startServer({}, { limits: { perToken: 1, perStranger: 1 } });
    expect((await server.call("PATCH", `${PATH}/1`)).status).toBe(405);
    expect((await server.call("PATCH", `${PATH}/1`)).status).toBe(429);
  });

  it("is answered whatever its body is, and without a database", async () => {
    const server = await startServer({}, { awaitsDatabase: () => "nothing listens there" });
    const bodies = [{ body: "{" }, { body: "a=b", headers: { "content-type": "text/plain" } }];
    for (const sent of bodies) expect((await server.call("PATCH", `${PATH}/1`, sent)).status).toBe(405);
  });

  it("leaves HEAD where GET is, and has no body to HEAD elsewhere", async () => {
    const server = await startServer({
      showNumber: async () => ({ ...aFoundNumber(), run: null, incident: null }),
    });
    expect((await server.call("HEAD", `${PATH}/1`)).status).toBe(200);
    const elsewhere = await server.call("HEAD", `${PATH}/1/force`);
    expect([elsewhere.status, elsewhere.body, elsewhere.headers.get("allow")]).toEqual([405, "", "DELETE"]);
  });

  it("TRACE is a method like the others", async () => {
    const server = await startServer();
    const answered = await sendRaw(
      server.port,
      `TRACE ${PATH}/1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${TOKENS.all}\r\nConnection: close\r\n\r\n`,
    );
    expect(answered).toMatch(/^HTTP\/1\.1 405 /);
  });
});
