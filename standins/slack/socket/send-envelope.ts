import { type Ack, repeated, type SendOptions } from "../sending.ts";
import type { SocketDesk } from "./socket-desk.ts";
import type { Envelope } from "./socket-link.ts";

/** The app's open connections. */
export interface SocketTarget {
  sockets: SocketDesk;
  /** How long Slack waits for an ack; 3000. */
  ackWithinMs: number;
}

/** Sends an envelope through one of the connections; what it carries is in `payload` of the answer. */
export function sendEnvelope(target: SocketTarget, envelope: Envelope, options: SendOptions): Promise<Ack> {
  const { timestamp, signature, signingSecret, headers, retry, teamId, appId } = options;
  const overHttpOnly = [timestamp, signature, signingSecret, headers].some((option) => option !== undefined);
  if (overHttpOnly) throw new Error("a socket knows no signature, timestamp or header");
  const again = retry ? { retry_attempt: retry.num, retry_reason: retry.reason } : {};
  const withinMs = options.ackWithinMs ?? target.ackWithinMs;
  // What claims to be somebody else's may be refused, and that is done by not acknowledging it.
  const mayBeUnanswered = options.mayBeUnanswered ?? (teamId !== undefined || appId !== undefined);
  return repeated(async () => {
    const startedAt = performance.now();
    const outcome = await target.sockets.deliver({ ...envelope, ...again }, withinMs, mayBeUnanswered);
    const ms = Math.round(performance.now() - startedAt);
    const { payload } = envelope;
    if (outcome?.kind !== "acked") {
      const status = outcome === undefined ? 503 : 504;
      return { status, body: "", ms, late: true, payload, repeats: [] };
    }
    const body = Object.keys(outcome.payload).length > 0 ? JSON.stringify(outcome.payload) : "";
    return { status: 200, body, ms, late: false, payload, repeats: [] };
  }, options);
}
