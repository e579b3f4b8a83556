import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Log } from "../operations/ports/world.ts";
import { failureJson } from "./failure-json.ts";

/** Bolt's word for an address under /slack/ that it does not serve. */
const UNKNOWN_SLACK_ADDRESS = "slack_bolt_http_receiver_deferred_request_error";

/** Answers for the Slack listener where it failed before it answered itself. */
export function answerSlackFailure(
  error: unknown,
  context: { response: ServerResponse; requestId: string; log: Log },
): void {
  const { response, requestId, log } = context;
  const isUnknown = error instanceof Error && "code" in error && error.code === UNKNOWN_SLACK_ADDRESS;
  if (!isUnknown) log.error({ err: error, requestId }, "a request of Slack failed unexpectedly");
  if (response.headersSent) return void response.end();
  const [status, message] = isUnknown ? [404, "Not found"] : [500, "Internal server error"];
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(failureJson(requestId, message)));
}

/** What Node itself would refuse without a word. */
const REFUSALS = {
  noHost: { status: 400, message: "The request does not say which host it is for: send the header Host" },
  expectation: {
    status: 417,
    message: "The header Expect asks for what is not known here: leave it out, or send 100-continue",
  },
} as const;

/** Answers a request that is not read any further. */
export function answerRefusal(
  refusal: keyof typeof REFUSALS,
  { response, requestId }: { response: ServerResponse; requestId: string },
): void {
  const { status, message } = REFUSALS[refusal];
  const body = JSON.stringify(failureJson(requestId, message));
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": requestId,
    "content-length": Buffer.byteLength(body),
    // Its body, where it has one, was not read.
    connection: "close",
  });
  response.end(body);
}

/** HTTP/1.1 only: RFC 9112, 3.2. */
export function lacksHost({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === "1.1" && headers.host === undefined;
}

/** Answers what is no HTTP request, or one that did not come to its end; there is no request to speak of yet. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex, requestId: string): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const status = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ""] ?? 400;
  const body = JSON.stringify(failureJson(requestId, "The request could not be read"));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json; charset=utf-8\r\nX-Request-Id: ${requestId}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
