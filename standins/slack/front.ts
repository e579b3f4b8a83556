import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { answerBody, answerThrough } from "./answers.ts";
import type { Faults, SlackFault } from "./faults.ts";
import type { RecordedCall } from "./journal.ts";
import { parseArguments, readBody } from "./request-body.ts";
import { type RateLimited, refused, type SlackState } from "./state.ts";
import { callMethod, scopeHeaders } from "./web-api.ts";
import type { Json, SlackAnswer } from "./wire.ts";

interface Reply {
  status: number;
  headers: Record<string, string>;
  /** JSON, or plain text where it is a string. */
  body: SlackAnswer | string;
}

/** Listens on loopback; 0 takes a free port. */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** The HTTP face: /api/METHOD for the Web API, /commands/... and /actions/... for response_urls. */
export function createFront(state: () => SlackState, faults: Faults): Server {
  return createServer((request, response) => {
    handle(state(), faults, request, response).catch((error: unknown) => {
      state().journal.violation("standin_failed", request.url ?? "", String(error));
      if (!response.headersSent) response.writeHead(500).end(String(error));
    });
  });
}

async function handle(
  state: SlackState,
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://standin");
  const body = await readBody(request);
  const contentType = request.headers["content-type"] ?? "";
  if (/^\/(commands|actions)\//.test(url.pathname)) {
    const call = state.journal.record("response_url", answerBody(body));
    return meet(state, faults, call, response, () => respond(state, call, url.pathname));
  }
  const name = /^\/api\/([\w.]+)$/.exec(url.pathname)?.[1];
  if (!name) {
    state.journal.violation("unknown_url", url.pathname, request.method ?? "");
    response.writeHead(404).end();
    return;
  }
  const args = parseArguments(contentType, body, url.searchParams);
  const { token: bodyToken, ...rest } = args ?? {};
  const token = String(request.headers.authorization ?? bodyToken ?? "").replace(/^Bearer /i, "");
  const call = state.journal.record(name, rest);
  return meet(state, faults, call, response, async () => {
    const answer = args ? await callMethod(state, call, token) : refused("invalid_json");
    return reply(answer, scopeHeaders(state, name, rest));
  });
}

/** Answers a call, or lets the fault that waits for it happen. */
async function meet(
  state: SlackState,
  faults: Faults,
  call: RecordedCall,
  response: ServerResponse,
  run: () => Promise<Reply>,
): Promise<void> {
  const fault = faults.take(call.method, call.args);
  if (fault) call.fault = fault.kind;
  const instead = fault && replyOf(fault);
  const done = instead ?? (fault?.kind === "hang" || fault?.kind === "reset" ? undefined : await run());
  if (fault?.kind === "slow") await delay(fault.delayMs, undefined, { ref: false });
  if (fault?.kind === "reset" || fault?.kind === "applied-then-reset") response.socket?.resetAndDestroy();
  else if (done && fault?.kind !== "applied-then-hang") send(call, response, done);
  state.journal.changed();
}

function send(call: RecordedCall, response: ServerResponse, { status, headers, body }: Reply): void {
  call.httpStatus = status;
  const retryAfter = headers["retry-after"];
  if (retryAfter !== undefined) call.retryAfterSeconds = Number(retryAfter);
  call.answer = typeof body === "string" ? { ok: status === 200, body } : structuredClone(body);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers }).end(text);
}

function reply(answer: SlackAnswer | RateLimited, headers: Record<string, string> = {}): Reply {
  if (!("retryAfterSeconds" in answer)) return { status: 200, headers, body: answer as SlackAnswer };
  const retryAfter = { "retry-after": String(answer["retryAfterSeconds"]) };
  return { status: 429, headers: { ...headers, ...retryAfter }, body: refused("ratelimited") };
}

function replyOf(fault: SlackFault): Reply | undefined {
  if (fault.kind === "ratelimited") return reply({ retryAfterSeconds: fault.retryAfterSeconds });
  if (fault.kind === "status") return { status: fault.status, headers: {}, body: fault.body ?? "" };
  if (fault.kind !== "error") return undefined;
  const details: Json = fault.messages ? { response_metadata: { messages: fault.messages } } : {};
  return reply({ ok: false, error: fault.error, ...details });
}

/** Slack answers a used up or expired response_url with 404, and blocks it refuses with 400 and the bare error. */
async function respond(state: SlackState, call: RecordedCall, path: string): Promise<Reply> {
  const headers = { "content-type": "text/plain" };
  const target = state.responseUrls.use(path);
  if (typeof target === "string") return { status: 404, headers, body: target };
  const answer = await state.exclusively(() => answerThrough(state, target, call.args, "response_url"));
  if (answer.ok) return { status: 200, headers, body: "ok" };
  state.journal.violation(answer.error ?? "refused", "response_url", JSON.stringify(answer));
  return { status: answer.error === "message_not_found" ? 404 : 400, headers, body: answer.error ?? "" };
}
