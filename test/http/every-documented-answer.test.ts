import { describe, expect, it } from "vitest";
import { ProviderError } from "../../src/domain/errors.ts";
import type { ApiOperations } from "../../src/http/api.ts";
import { numberJson } from "../../src/http/number-json.ts";
import type { OpenapiDocument } from "../../src/http/openapi/build-document.ts";
import type { KeptAnswers } from "../../src/operations/ports/kept-answers.ts";
import { createMemoryKeptAnswers } from "../support/memory-kept-answers.ts";
import {
  aFoundNumber,
  answer,
  DOCS_URL,
  failing,
  NOT_FOUND,
  REQUEST_ID,
  startServer,
  TOKENS,
  told,
} from "./api-harness.ts";
import { afterNoAnswer, ENDPOINTS } from "./endpoints.ts";

type Endpoint = (typeof ENDPOINTS)[number];
type Told = { status: number; body: object };

/** One way to an answer: what the server is made of, what is sent, and what comes back, whole. */
interface Way {
  operation?: () => Promise<unknown>;
  deps?: Parameters<typeof startServer>[1];
  send?: { path?: string; token?: string | null; body?: unknown; headers?: Record<string, string> };
  comes(endpoint: Endpoint): Told;
}

const item = numberJson(aFoundNumber());
const created = { success: true, item, message: "Phone number created successfully" };
const GOES_WELL: Record<keyof ApiOperations, { result: unknown; status: number; body: object }> = {
  listNumbers: {
    result: { items: [aFoundNumber()], totalCount: 1 },
    status: 200,
    body: { success: true, items: [item] },
  },
  showNumber: {
    result: { ...aFoundNumber(), run: null, incident: null },
    status: 200,
    body: { success: true, item },
  },
  createNumber: { result: { outcome: "created", ...aFoundNumber() }, status: 201, body: created },
  importNumber: { result: { ...aFoundNumber(), unseen: [] }, status: 201, body: created },
  reportCorruption: { result: aFoundNumber(), status: 200, body: { success: true, item } },
  deleteNumber: {
    result: { outcome: "removed" },
    status: 200,
    body: { success: true, message: "Phone number deleted successfully" },
  },
  forceDeleteByApi: {
    result: undefined,
    status: 200,
    body: {
      success: true,
      force_deleted: true,
      message: `Phone number force deleted successfully. Please manually cleanup external resources if needed. See: ${DOCS_URL}`,
    },
  },
};

const refusedAt = (message: string, errors: Record<string, string[]>): Told => ({
  status: 422,
  body: { success: false, errors, message, request_id: REQUEST_ID },
});
const LARGE = JSON.stringify({ label: "x".repeat(256 * 1024) });
const busy: KeptAnswers = {
  ...createMemoryKeptAnswers(),
  begin: async () => ({ state: "in_progress", busyUntil: new Date() }),
};
const scopeOf = ({ verb }: Endpoint) => (verb === "forceDeleteByApi" ? "force" : "write");

/** A way to each refusal, the same at every endpoint that knows it. */
const REFUSALS: Record<number, Way> = {
  400: { send: { body: "{" }, comes: () => answer(400, "The body is not valid JSON") },
  401: { send: { token: null }, comes: () => answer(401, "Unauthorized") },
  403: {
    send: { token: TOKENS.read },
    comes: (endpoint) =>
      answer(
        403,
        `The token "ci-read" has the scope read, this needs the scope ${scopeOf(endpoint)}. A token with the scope ${scopeOf(endpoint)}, or without a scope, may do it.`,
      ),
  },
  404: { send: { path: "2147483648" }, comes: () => NOT_FOUND },
  409: {
    deps: { keptAnswers: busy },
    send: { headers: { "idempotency-key": "k" } },
    comes: () => answer(409, "A request with this Idempotency-Key is still being worked on"),
  },
  413: { send: { body: LARGE }, comes: () => answer(413, "The body is larger than 256 kB") },
  415: {
    send: { headers: { "content-type": "text/plain" } },
    comes: () => answer(415, "Send JSON, with the header Content-Type: application/json"),
  },
  422: {
    send: { headers: { "idempotency-key": "x".repeat(256) } },
    comes: ({ invalid }) =>
      refusedAt(invalid, { "Idempotency-Key": ["must be 1 to 255 printable ASCII characters"] }),
  },
  429: {
    deps: { limits: { perToken: 0, perStranger: 0 } },
    comes: () => answer(429, "Too many requests: try again later"),
  },
  500: {
    operation: failing(new Error("secret detail")),
    comes: ({ unexpected }) => answer(500, unexpected),
  },
  502: {
    operation: failing(new ProviderError({ provider: "livekit", kind: "timeout", message: "secret detail" })),
    comes: () => answer(502, "LiveKit did not answer in time."),
  },
  503: {
    operation: () => new Promise(() => {}),
    deps: { answerWithinMs: 50 },
    comes: ({ method }) => answer(503, `No answer in time. ${afterNoAnswer(method)}`),
  },
};
/** The list has no key and no body: a parameter is refused. */
const OF_THE_LIST: Way = {
  send: { path: "?status=broken" },
  comes: ({ invalid }) => refusedAt(invalid, { status: ["must be one of active, deleting, corrupted"] }),
};

function waysAt({ verb }: Endpoint): Map<number, Way> {
  const { result, status, body } = GOES_WELL[verb];
  const refusals = verb === "listNumbers" ? { ...REFUSALS, 422: OF_THE_LIST } : REFUSALS;
  const ways = Object.entries(refusals).map(([code, way]) => [Number(code), way] as const);
  return new Map([...ways, [status, { operation: async () => result, comes: () => ({ status, body }) }]]);
}

const { paths } = (await (await startServer()).call("GET", "/openapi.json")).body as OpenapiDocument;
const documentedAt = ({ method, path }: Endpoint): number[] =>
  Object.keys(paths[path.replace("42", "{id}")]?.[method.toLowerCase()]?.responses ?? {}).map(Number);

describe.each(ENDPOINTS)("$method $path by $verb", (endpoint) => {
  const { verb, method, path, body } = endpoint;
  const ways = waysAt(endpoint);

  // A status that is documented and has no way to it fails here.
  it.each(documentedAt(endpoint))("answers %d, whole", async (status) => {
    const way = ways.get(status);
    if (way === undefined) throw new Error("nobody shows how it comes to this answer");
    const server = await startServer({ [verb]: way.operation ?? failing("not to be asked") }, way.deps);
    const { path: other = "42", ...sent } = way.send ?? {};
    const address = other.startsWith("?") ? `${path}${other}` : path.replace("42", other);
    const answered = await server.call(method, address, { ...(body === undefined ? {} : { body }), ...sent });
    expect(told(answered)).toEqual(way.comes(endpoint));
    expect(answered.headers.get("x-request-id")).toBe(REQUEST_ID);
    expect(answered.headers.has("retry-after")).toBe(status === 429 || status === 409);
  });
});

it("is told for every endpoint under /api", () => {
  const told = Object.entries(paths).flatMap(([path, methods]) =>
    path.startsWith("/api/") ? Object.keys(methods).map((method) => `${method} ${path}`) : [],
  );
  const here = ENDPOINTS.map(({ method, path }) => `${method.toLowerCase()} ${path.replace("42", "{id}")}`);
  expect(new Set(here)).toEqual(new Set(told));
});
