import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OpenapiDocument, OpenapiOperation } from "../../src/http/openapi/build-document.ts";
import { type BotProcess, startBot } from "../../standins/bot-process.ts";
import { type Outside, startOutside } from "../../standins/outside.ts";
import { type ApiJudge, createApiJudge } from "../support/api-judge.ts";
import { arbitraryOf, NASTY, spoilt } from "../support/arbitrary-of.ts";
import { createTestDatabase } from "../support/database.ts";

/** Each token may ask 600 times a minute: so many that the fuzzing never comes to that. */
const TOKENS = Array.from({ length: 10 }, (_, at) => `fuzz-${at}-`.padEnd(40, "t"));
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 120);

interface Shot {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | null;
}

describe("the API under requests that its own document suggests", () => {
  let outside: Outside;
  let database: { url: string; drop(): Promise<void> };
  let bot: BotProcess;
  let document: OpenapiDocument;
  let judge: ApiJudge;
  let shots = 0;

  beforeAll(async () => {
    outside = await startOutside();
    database = await createTestDatabase();
    const API_TOKENS = TOKENS.map((token, at) => `fuzz-${at}:${token}`).join(",");
    bot = await startBot({
      ...outside.env,
      API_TOKENS,
      DATABASE_URL: database.url,
      DELETE_BUDGET_SECONDS: "5",
    });
    outside.slack.connect(bot.url);
    document = (await (await fetch(`${bot.url}/openapi.json`)).json()) as OpenapiDocument;
    judge = await createApiJudge(document);
    const numbers = ["+14155550001", "+14155550002", "+14155550003"];
    for (const phone_number of numbers) {
      const body = JSON.stringify({ phone_number, label: "Support Line" });
      await fire({ method: "POST", path: "/api/v2/phone_numbers", headers: JSON_TYPE, body });
    }
  });
  afterAll(async () => {
    await bot?.stop();
    await outside?.close();
    await database?.drop();
  });

  const JSON_TYPE = { "content-type": "application/json" };

  /** Fails where the answer is a 500, has no `success`, or is not what the document says. */
  async function fire({ method, path, headers, body }: Shot): Promise<number> {
    shots += 1;
    const authorization = `Bearer ${TOKENS[shots % TOKENS.length]}`;
    const answer = await fetch(`${bot.url}${path}`, {
      method,
      headers: { authorization, ...headers },
      ...(body === null ? {} : { body }),
    });
    const told = (await answer.json()) as { success?: unknown };
    expect(answer.status, JSON.stringify(told)).not.toBe(500);
    expect(typeof told.success).toBe("boolean");
    // As it was sent: "/.." takes a step up.
    const sent = new URL(path, bot.url).pathname;
    const complaints = judge({
      method,
      path: sent,
      status: answer.status,
      headers: answer.headers,
      body: told,
    });
    expect(complaints ?? [], `${answer.status} ${JSON.stringify(told)}`).toEqual([]);
    return answer.status;
  }

  const anId = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }).map(String) },
    fc.constantFrom(
      "0",
      "-1",
      "1e3",
      "2147483647",
      "2147483648",
      "9".repeat(400),
      "%00",
      "%zz",
      "..",
      "import",
    ),
    fc.string({ unit: "grapheme" }).map((text) => encodeURIComponent(text)),
  );
  const aKey = fc.option(fc.constantFrom("k1", "k2", "k3", "k".repeat(300), "~"), {
    nil: undefined,
    freq: 3,
  });
  const aType = fc.oneof(
    { weight: 9, arbitrary: fc.constant("application/json") },
    fc.constantFrom("text/plain", "application/json; charset=x", "a/b"),
  );

  function aBody({ requestBody }: OpenapiOperation): fc.Arbitrary<string | null> {
    const name = String(requestBody?.content["application/json"]?.schema["$ref"]).split("/").at(-1) ?? "";
    const schema = document.components.schemas[name];
    if (schema === undefined) return fc.constantFrom(null, "{}", "{", "");
    const value = spoilt(arbitraryOf(schema)).map((one) => JSON.stringify(one) ?? "");
    const cut = fc.tuple(value, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
    return fc.oneof({ weight: 8, arbitrary: value }, cut);
  }

  function aQuery({ parameters }: OpenapiOperation): fc.Arbitrary<string> {
    const fields = parameters
      .filter(({ in: place }) => place === "query")
      .map(({ name, schema }) => [name, fc.oneof(arbitraryOf(schema), NASTY)] as const);
    return fc.record(Object.fromEntries([...fields, ["extra", NASTY]]), { requiredKeys: [] }).map((query) => {
      const sent = new URLSearchParams();
      for (const [name, value] of Object.entries(query))
        sent.set(name, typeof value === "string" ? value : JSON.stringify(value));
      return sent.size === 0 ? "" : `?${sent}`;
    });
  }

  function shotsAt(form: string, method: string, operation: OpenapiOperation): fc.Arbitrary<Shot> {
    const parts = fc.record({
      id: anId,
      query: aQuery(operation),
      key: aKey,
      type: aType,
      body: aBody(operation),
    });
    return parts.map(({ id, query, key, type, body }) => ({
      method: method.toUpperCase(),
      path: `${form.replace("{id}", () => id)}${method === "get" ? query : ""}`,
      headers: { "content-type": type, ...(key === undefined ? {} : { "idempotency-key": key }) },
      body: method === "get" ? null : body,
    }));
  }

  const OPERATIONS = [
    ["get", "/api/v2/phone_numbers"],
    ["get", "/api/v2/phone_numbers/{id}"],
    ["post", "/api/v2/phone_numbers"],
    ["post", "/api/v2/phone_numbers/import"],
    ["post", "/api/v2/phone_numbers/{id}/corrupt"],
    ["delete", "/api/v2/phone_numbers/{id}"],
    ["delete", "/api/v2/phone_numbers/{id}/force"],
  ] as const;

  it.each(OPERATIONS)("never answers %s %s with 500, and always as documented", async (method, form) => {
    const operation = document.paths[form]?.[method];
    if (operation === undefined) throw new Error("the document does not tell of it");
    const statuses = new Set<number>();
    const shot = fc.asyncProperty(shotsAt(form, method, operation), async (one) => {
      statuses.add(await fire(one));
    });
    await fc.assert(shot, { numRuns: RUNS, endOnFailure: true });
    // Fuzzing that only ever meets the first refusal would prove nothing.
    expect(statuses.size).toBeGreaterThan(1);
  });

  it("covers everything under /api", () => {
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      path.startsWith("/api/") ? Object.keys(methods).map((method) => `${method} ${path}`) : [],
    );
    expect(documented.sort()).toEqual(OPERATIONS.map(([method, path]) => `${method} ${path}`).sort());
  });

  it("logged no failure that nobody expected", () => {
    expect(bot.output()).not.toContain("a request failed unexpectedly");
  });
});
