import { createHmac } from "node:crypto";
import { SipClient } from "livekit-server-sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLivekitStandin, type LivekitStandin } from "../../standins/livekit/livekit-standin.ts";

const KEY = "APIstandin";
const SECRET = "a-secret-of-the-stand-in-0123456789";
const NUMBER = "+14155551234";

let standin: LivekitStandin;
let client: SipClient;

beforeEach(async () => {
  standin = await createLivekitStandin({ apiKey: KEY, apiSecret: SECRET });
  client = new SipClient(standin.url, KEY, SECRET, { requestTimeout: 0.5 });
});
afterEach(() => standin.close());

async function failure(call: Promise<unknown>): Promise<{ status: unknown; code: unknown; message: string }> {
  const { status, code, message } = await call.then(
    () => Promise.reject(new Error("the call was expected to fail")),
    (error) => error,
  );
  return { status, code, message };
}

function call(rpc: string, body: unknown, token = tokenOf({})): Promise<Response> {
  return fetch(`${standin.url}/twirp/livekit.SIP/${rpc}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
}

function tokenOf(claims: Record<string, unknown>, secret = SECRET): string {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: KEY, nbf: now, exp: now + 600, sip: { admin: true }, ...claims };
  const [header, payload] = [{ alg: "HS256", typ: "JWT" }, all].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const signature = createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url");
  return `${header}.${payload}.${signature}`;
}

describe("who may call", () => {
  test("a token of another secret, an unknown key and an old or early token get a 401 without a Twirp code", async () => {
    const now = Math.floor(Date.now() / 1000);
    const wrong = new SipClient(standin.url, KEY, "another-secret-0123456789-0123456789");
    expect(await failure(wrong.listSipInboundTrunk())).toMatchObject({ status: 401, code: undefined });
    const unknown = new SipClient(standin.url, "APIother", SECRET);
    expect(await failure(unknown.listSipInboundTrunk())).toMatchObject({
      status: 401,
      code: undefined,
      message: "invalid API key: APIother",
    });
    const old = await call("ListSIPInboundTrunk", {}, tokenOf({ nbf: now - 900, exp: now - 300 }));
    const early = await call("ListSIPInboundTrunk", {}, tokenOf({ nbf: now + 300 }));
    expect([old.status, early.status]).toEqual([401, 401]);
    expect([await old.text(), await early.text()]).toEqual([
      expect.stringContaining("token is expired (exp)"),
      expect.stringContaining("token not valid yet (nbf)"),
    ]);
  });

  test("a token without the SIP grant, and no token at all, are unauthenticated in Twirp's words", async () => {
    const answer = await call("ListSIPInboundTrunk", {}, tokenOf({ sip: { call: true } }));
    expect([answer.status, await answer.json()]).toEqual([
      401,
      { code: "unauthenticated", msg: "permissions denied" },
    ]);
    const none = await fetch(`${standin.url}/twirp/livekit.SIP/ListSIPInboundTrunk`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect([none.status, none.headers.get("content-type")]).toEqual([401, "application/json"]);
  });

  test("a rotated key shuts the old one out", async () => {
    standin.rotateKey("APInew", SECRET);
    expect(await failure(client.listSipInboundTrunk())).toMatchObject({ status: 401 });
    expect(await new SipClient(standin.url, "APInew", SECRET).listSipInboundTrunk()).toEqual([]);
  });
});

describe("the wire", () => {
  test("one trunk can be fetched by its id, and a missing one is not_found", async () => {
    const trunk = standin.seed.inboundTrunk({ numbers: [NUMBER] });
    const found = await call("GetSIPInboundTrunk", { sipTrunkId: trunk });
    expect(await found.json()).toMatchObject({ trunk: { sip_trunk_id: trunk, numbers: [NUMBER] } });
    expect((await call("GetSIPOutboundTrunk", { sipTrunkId: trunk })).status).toBe(404);
  });

  test("both casings of field names come in, proto names with defaults go out", async () => {
    const snake = await call("CreateSIPInboundTrunk", { trunk: { numbers: ["+1"], auth_username: "a" } });
    const camel = await call("CreateSIPInboundTrunk", { trunk: { numbers: ["+2"], authUsername: "b" } });
    expect([await snake.json(), await camel.json()]).toMatchObject([
      {
        auth_username: "a",
        allowed_addresses: [],
        media_encryption: "SIP_MEDIA_ENCRYPT_DISABLE",
        headers: {},
      },
      { auth_username: "b", krisp_enabled: false, sip_trunk_id: expect.stringMatching(/^ST_/) },
    ]);
  });

  test("a method that does not exist is bad_route and a violation, not not_found", async () => {
    expect(await failure(client.createSipTrunk("+1"))).toMatchObject({ status: 404, code: "bad_route" });
    expect(standin.violations).toMatchObject([{ path: "/twirp/livekit.SIP/CreateSIPTrunk" }]);
  });

  test("an unknown field is ignored like the real server does, and recorded", async () => {
    expect((await call("DeleteSIPTrunk", { sip_trunk_id: "ST_x", colour: "red" })).status).toBe(200);
    expect(standin.violations).toMatchObject([{ reason: "unknown field SIPTrunkIdRequest.colour" }]);
  });

  test("without Redis every call is an internal error", async () => {
    standin.setRedisConnected(false);
    expect(await failure(client.listSipInboundTrunk())).toEqual({
      status: 500,
      code: "internal",
      message: "sip not connected (redis required)",
    });
  });
});

describe("faults", () => {
  test("a charset in the content type hides the Twirp code inside the message", async () => {
    standin.faults.add({ kind: "rewrite", contentType: "application/json; charset=utf-8", times: 1 });
    const hidden = await failure(client.deleteSipDispatchRule("SDR_x"));
    expect(hidden).toMatchObject({ status: 404, code: undefined });
    expect(JSON.parse(hidden.message)).toMatchObject({ code: "not_found" });
    expect(await failure(client.deleteSipDispatchRule("SDR_x"))).toMatchObject({ code: "not_found" });
  });

  test("a create can be applied although the connection broke", async () => {
    standin.faults.add({
      kind: "applied_then_reset",
      path: "/twirp/livekit.SIP/CreateSIPInboundTrunk",
      times: 1,
    });
    await expect(client.createSipInboundTrunk("lost", [NUMBER])).rejects.toThrow("fetch failed");
    expect(standin.inboundTrunks()).toMatchObject([{ name: "lost" }]);
  });

  test("a fault can pick one record by the request's body", async () => {
    const body = { code: "resource_exhausted", msg: "too many requests" };
    standin.faults.add({ kind: "answer", bodyIncludes: "ST_busy", status: 429, body });
    expect(await failure(client.deleteSipTrunk("ST_busy"))).toMatchObject({
      status: 429,
      code: "resource_exhausted",
    });
    expect((await client.deleteSipTrunk("ST_other")).sipTrunkId).toBe("ST_other");
  });

  test("a hanging call times out at the client", async () => {
    standin.faults.add({ kind: "hang" });
    await expect(client.listSipInboundTrunk()).rejects.toMatchObject({ name: "TimeoutError" });
  });

  test("other processes see and clean up its records over HTTP", async () => {
    const trunk = standin.seed.inboundTrunk({ numbers: [NUMBER] });
    const state = await (await fetch(`${standin.url}/__state`)).json();
    expect(state).toMatchObject({ inbound_trunks: [{ sip_trunk_id: trunk }], dispatch_rules: [] });
    expect((await fetch(`${standin.url}/__state/${trunk}`, { method: "DELETE" })).status).toBe(204);
    expect((await fetch(`${standin.url}/__state/${trunk}`, { method: "DELETE" })).status).toBe(404);
    expect(standin.calls).toEqual([]);
  });
});
