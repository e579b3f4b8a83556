import { createHmac } from "node:crypto";
import type { Json } from "./wire.ts";

/** How a request may differ from what Slack would send. */
export interface SendOptions {
  /** Seconds since the epoch in X-Slack-Request-Timestamp; default now. */
  timestamp?: number | string;
  /** Replaces the signature; null leaves the header out. */
  signature?: string | null;
  /** Signs with another secret. */
  signingSecret?: string;
  /** Claims another workspace or app. */
  teamId?: string;
  appId?: string;
  /** Sends X-Slack-Retry-Num and X-Slack-Retry-Reason. */
  retry?: { num: number; reason: string };
  headers?: Record<string, string>;
  /** Sends the very same request this often; the first answer counts. Default 1. */
  times?: number;
  /** Sends the repeats together instead of one after the other. */
  atOnce?: boolean;
  /** How long Slack waits for this answer; default as the stand-in was told. */
  ackWithinMs?: number;
  /** The trigger_id in the payload has already run out. */
  staleTrigger?: boolean;
}

/** What the app answered to a payload. */
export interface Ack {
  status: number;
  body: string;
  /** Milliseconds until the whole answer was there. */
  ms: number;
  /** Slower than Slack waits: the person saw an error and the answer was thrown away. */
  late: boolean;
  /** What was sent: the JSON payload, or a command's fields. */
  payload: Json;
  /** Answers to the further copies (option `times`). */
  repeats: Ack[];
}

export interface Target {
  botUrl: string;
  signingSecret: string;
  /** How long Slack waits; 3000. */
  ackWithinMs: number;
}

/** How long a request is kept up at all, to tell "late" from "never". */
const giveUpMs = 30_000;

/** Signs and posts a form body (commands and interactivity). */
export function sendForm(
  target: Target,
  fields: Record<string, string>,
  payload: Json,
  options: SendOptions,
): Promise<Ack> {
  const body = new URLSearchParams(fields).toString();
  return send(target, "application/x-www-form-urlencoded", body, payload, options);
}

/** Signs and posts a JSON body (events). */
export function sendJson(target: Target, payload: Json, options: SendOptions): Promise<Ack> {
  return send(target, "application/json", JSON.stringify(payload), payload, options);
}

async function send(
  target: Target,
  contentType: string,
  body: string,
  payload: Json,
  options: SendOptions,
): Promise<Ack> {
  const headers = { "content-type": contentType, ...signedHeaders(target, body, options) };
  const patience = { ...target, ackWithinMs: options.ackWithinMs ?? target.ackWithinMs };
  const post = (): Promise<Ack> => postOnce(patience, body, headers, payload);
  const times = options.times ?? 1;
  if (options.atOnce) {
    const [first, ...repeats] = await Promise.all(Array.from({ length: times }, post));
    return { ...(first ?? (await post())), repeats };
  }
  const first = await post();
  const repeats: Ack[] = [];
  while (repeats.length < times - 1) repeats.push(await post());
  return { ...first, repeats };
}

/** `v0=` HMAC-SHA256 over `v0:timestamp:body` (docs.slack.dev, "Verifying requests from Slack"). */
function signedHeaders(target: Target, body: string, options: SendOptions): Record<string, string> {
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
  target: Target,
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
