import { createHmac } from "node:crypto";
import { type Ack, repeated, type SendOptions } from "./sending.ts";
import { type SocketTarget, sendEnvelope } from "./socket/send-envelope.ts";
import type { Json } from "./wire.ts";

interface HttpTarget {
  botUrl: string;
  signingSecret: string;
  /** How long Slack waits; 3000. */
  ackWithinMs: number;
}

/** Where payloads go: the app's address, or its open sockets. */
export type Target = HttpTarget | SocketTarget;

/** How long a request is kept up at all, to tell "late" from "never". */
const giveUpMs = 30_000;

/** Signs and posts a form body (commands and interactivity). */
export function sendForm(
  target: Target,
  fields: Record<string, string>,
  payload: Json,
  options: SendOptions,
): Promise<Ack> {
  if ("sockets" in target) {
    const type = payload["command"] === undefined ? "interactive" : "slash_commands";
    return sendEnvelope(target, { type, payload, accepts_response_payload: true }, options);
  }
  const body = new URLSearchParams(fields).toString();
  return send(target, "application/x-www-form-urlencoded", body, payload, options);
}

/** Signs and posts a JSON body (events). */
export function sendJson(target: Target, payload: Json, options: SendOptions): Promise<Ack> {
  if ("sockets" in target) {
    const retry = { retry_attempt: 0, retry_reason: "" };
    return sendEnvelope(
      target,
      { type: "events_api", payload, accepts_response_payload: false, ...retry },
      options,
    );
  }
  return send(target, "application/json", JSON.stringify(payload), payload, options);
}

function send(
  target: HttpTarget,
  contentType: string,
  body: string,
  payload: Json,
  options: SendOptions,
): Promise<Ack> {
  const headers = { "content-type": contentType, ...signedHeaders(target, body, options) };
  const patience = { ...target, ackWithinMs: options.ackWithinMs ?? target.ackWithinMs };
  return repeated(() => postOnce(patience, body, headers, payload), options);
}

/** `v0=` HMAC-SHA256 over `v0:timestamp:body` (docs.slack.dev, "Verifying requests from Slack"). */
function signedHeaders(target: HttpTarget, body: string, options: SendOptions): Record<string, string> {
  const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1_000));
  const secret = options.signingSecret ?? target.signingSecret;
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  const signature = options.signature === undefined ? `v0=${digest}` : options.signature;
  return {
    "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    "x-slack-request-timestamp": timestamp,
    ...(signature === null ? {} : { "x-slack-signature": signature }),
    ...(options.retry
      ? { "x-slack-retry-num": String(options.retry.num), "x-slack-retry-reason": options.retry.reason }
      : {}),
    ...options.headers,
  };
}

async function postOnce(
  target: HttpTarget,
  body: string,
  headers: Record<string, string>,
  payload: Json,
): Promise<Ack> {
  const url = `${target.botUrl.replace(/\/$/, "")}/slack/events`;
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(giveUpMs);
  const response = await fetch(url, { method: "POST", headers, body, signal });
  const text = await response.text();
  const ms = Math.round(performance.now() - startedAt);
  return { status: response.status, body: text, ms, late: ms > target.ackWithinMs, payload, repeats: [] };
}
