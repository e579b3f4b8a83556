import { beforeAll, describe, expect, it } from "vitest";
import { numberJson } from "../../src/http/number-json.ts";
import type { OpenapiDocument } from "../../src/http/openapi/build-document.ts";
import { aFoundNumber, startServer } from "../http/api-harness.ts";
import { type ApiJudge, createApiJudge } from "./api-judge.ts";

/** Prism silently skips schemas that its validator cannot compile: each one has to prove that it bites. */
describe("the judge of the API's answers", () => {
  let document: OpenapiDocument;
  let judge: ApiJudge;
  beforeAll(async () => {
    const server = await startServer();
    document = (await server.call("GET", "/openapi.json", { token: null })).body as OpenapiDocument;
    judge = await createApiJudge(document);
  });
  const headers = new Headers({ "content-type": "application/json; charset=utf-8" });
  const number = "/api/v2/phone_numbers/42";
  const item = () => JSON.parse(JSON.stringify(numberJson(aFoundNumber())));

  it("complains about a wrong body of every JSON answer that is documented", () => {
    let judged = 0;
    for (const [form, methods] of Object.entries(document.paths))
      for (const [method, { responses }] of Object.entries(methods))
        for (const [status, { content }] of Object.entries(responses)) {
          if (content["application/json"] === undefined || form === "/openapi.json") continue;
          const path = form.replace("{id}", "42");
          const wrong = { method, path, status: Number(status), headers, body: { success: "maybe" } };
          expect(judge(wrong), `${method} ${path} ${status}`).not.toEqual([]);
          judged += 1;
        }
    expect(judged).toBeGreaterThan(70);
  });

  it("complains about a status, a media type and a field that are not documented", () => {
    const right = {
      method: "GET",
      path: number,
      status: 200,
      headers,
      body: { success: true, item: item() },
    };
    expect(judge(right)).toEqual([]);
    expect(judge({ ...right, status: 202 })).not.toEqual([]);
    expect(judge({ ...right, headers: new Headers({ "content-type": "text/plain" }) })).not.toEqual([]);
    for (const change of [
      { status: "provisioning" },
      { secret: "x" },
      { created_at: "today" },
      { id: "1" },
    ]) {
      const body = { success: true, item: { ...item(), ...change } };
      expect(judge({ ...right, body }), JSON.stringify(change)).not.toEqual([]);
    }
  });

  it("knows which addresses the document tells of", () => {
    const answer = { status: 404, headers, body: {} };
    expect(judge({ ...answer, method: "GET", path: "/nothing" })).toBeNull();
    expect(judge({ ...answer, method: "PUT", path: number })).toBeNull();
    expect(judge({ ...answer, method: "GET", path: "/api/v2/phone_numbers/import" })).toBeNull();
    expect(judge({ ...answer, method: "GET", path: `${number}?x=1` })).not.toBeNull();
  });
});
