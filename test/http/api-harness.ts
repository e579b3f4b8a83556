import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach } from "vitest";
import { Conflict } from "../../src/domain/errors.ts";
import type { ApiOperations } from "../../src/http/api.ts";
import { createHttpServer, type HttpServerDeps } from "../../src/http/create-http-server.ts";
import { aNumber, aResource } from "../support/factories.ts";
import { bodyOf, expectDocumented, prepareJudge } from "../support/judged.ts";
import { createMemoryKeptAnswers } from "../support/memory-kept-answers.ts";

export const TOKENS = {
  all: "all-".padEnd(40, "a"),
  read: "read-".padEnd(40, "r"),
  write: "write-".padEnd(40, "w"),
  force: "force-".padEnd(40, "f"),
} as const;

export const DOCS_URL = "https://docs.example.com/clean-up";
export const OWN_ACCOUNT = `AC${"0".repeat(32)}`;
export const REQUEST_ID = "request-0001";

/** Everything that the server wrote to its log. */
interface LogLine {
  level: "info" | "warn" | "error";
  fields: Record<string, unknown>;
  message: string;
}

export interface TestServer {
  url: string;
  port: number;
  log: LogLine[];
  /** With the token that may do everything, unless another (or none: null) is given; a body is sent as JSON. */
  call(
    method: string,
    path: string,
    options?: { token?: string | null; body?: unknown; headers?: Record<string, string> },
  ): Promise<{ status: number; body: unknown; headers: Headers }>;
  close(drainMs?: number): Promise<void>;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** What a server is made of; operations that are not given throw. */
export function httpDeps(
  operations: Partial<ApiOperations> = {},
  deps: Partial<Omit<HttpServerDeps, "operations">> = {},
): HttpServerDeps {
  return {
    operations: { ...NOT_EXPECTED, ...operations },
    tokens: Object.entries(TOKENS).map(([name, token]) => ({
      name: `ci-${name}`,
      token,
      scope: name as keyof typeof TOKENS,
    })),
    installation: { accountSid: OWN_ACCOUNT, livekitUrl: "wss://demo.livekit.cloud" },
    docsUrl: DOCS_URL,
    answerWithinMs: 5_000,
    keptAnswers: createMemoryKeptAnswers(),
    newId: randomUUID,
    clock: { now: () => new Date() },
    awaitsDatabase: () => null,
    readiness: async () => [],
    metrics: async () => ({ contentType: "text/plain; version=0.0.4", text: "up 1\n" }),
    slackListener: (_request, response) => void response.end("slack"),
    newRequestId: () => REQUEST_ID,
    inRequest: (_requestId, work) => work(),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    ...deps,
  };
}

/** A real server on a free port of the loopback. */
export async function startServer(
  operations: Partial<ApiOperations> = {},
  deps: Partial<Omit<HttpServerDeps, "operations">> = {},
): Promise<TestServer> {
  const log: LogLine[] = [];
  const write = (level: LogLine["level"]) => (fields: Record<string, unknown>, message: string) =>
    void log.push({ level, fields, message });
  const server = createHttpServer(
    httpDeps(operations, {
      log: { info: write("info"), warn: write("warn"), error: write("error") },
      ...deps,
    }),
  );
  const { port } = await server.listen(0, "127.0.0.1");
  const close = (drainMs = 0) => server.close(drainMs);
  closers.push(close);
  const url = `http://127.0.0.1:${port}`;
  await prepareJudge(url);
  return {
    url,
    port,
    log,
    close,
    async call(method, path, { token = TOKENS.all, body, headers = {} } = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const { status, headers: answered } = response;
      const told = await bodyOf(response);
      await expectDocumented({ method, path, status, headers: answered, body: told });
      return { status, body: told, headers: answered };
    },
  };
}

function notExpected(): never {
  throw new Error("this operation was not expected");
}

const NOT_EXPECTED: ApiOperations = {
  listNumbers: notExpected,
  showNumber: notExpected,
  importNumber: notExpected,
  createNumber: notExpected,
  deleteNumber: notExpected,
  reportCorruption: notExpected,
  forceDeleteByApi: notExpected,
};

/** The number of `aNumber` with one trunk, as operations give it. */
export function aFoundNumber(changes: Parameters<typeof aNumber>[0] = {}) {
  return { number: aNumber(changes), resources: [aResource("twilio_sip_trunk")] };
}

/** What the caller is told, whole. */
export const told = ({ status, body }: { status: number; body: unknown }) => ({ status, body });

/** A failure with these words and no fields. */
export const answer = (status: number, message: string) => ({
  status,
  body: { success: false, message, request_id: REQUEST_ID },
});

export const NOT_FOUND = answer(404, "Phone number not found");

/** An operation that throws this. */
export const failing = (error: unknown) => async () => {
  throw error;
};

/** Somebody else is deleting it. */
export const BUSY = new Conflict(
  "+14155551234 is being deleted already.",
  { kind: "slack_user", id: "U1" },
  new Date("2026-01-15T03:12:00Z"),
);

/** Bytes as they are, until the server closes the connection. */
export async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return text(socket);
}
