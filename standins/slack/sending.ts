import type { Json } from "./wire.ts";

/** How a request may differ from what Slack would send. Timestamp, signature and headers exist over HTTP only. */
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
  /** Sends X-Slack-Retry-Num and X-Slack-Retry-Reason, or retry_attempt and retry_reason. */
  retry?: { num: number; reason: string };
  headers?: Record<string, string>;
  /** Sends the very same request this often; the first answer counts. Default 1. */
  times?: number;
  /** Sends the repeats together instead of one after the other. */
  atOnce?: boolean;
  /** How long Slack waits for this answer; default as the stand-in was told. */
  ackWithinMs?: number;
  /** Through a socket: leaving it without an ack is no violation, because that is how it is refused there. */
  mayBeUnanswered?: boolean;
  /** The trigger_id in the payload has already run out. */
  staleTrigger?: boolean;
}

/** What the app answered to a payload. */
export interface Ack {
  /** Of the HTTP answer. Through a socket: 200 acknowledged, 504 not (in time), 503 no connection was open. */
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

/** Runs `post` as often as the options say; the first answer counts. */
export async function repeated(post: () => Promise<Ack>, options: SendOptions): Promise<Ack> {
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
