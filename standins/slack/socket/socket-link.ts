import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Journal } from "../journal.ts";
import { isObject, type Json } from "../wire.ts";
import { acceptWebSocket } from "./server-socket.ts";

/** What goes to the app through a socket; `envelope_id` is added. */
export interface Envelope extends Json {
  type: "slash_commands" | "interactive" | "events_api";
  payload: Json;
  accepts_response_payload: boolean;
}

/** What became of an envelope: the ack's payload, no ack in time, or the connection ended before one. */
export type Outcome = { kind: "acked"; payload: Json } | { kind: "unanswered" } | { kind: "lost" };

/** One WebSocket of the app, and what a test can do to it. */
export interface SocketLink {
  readonly id: number;
  /** How many envelopes it was given. */
  readonly delivered: number;
  /** Slack asks for a new connection; the app has to close this one. */
  disconnect(reason: "warning" | "refresh_requested" | "link_disabled"): void;
  /** Half-open: it looks alive, is given envelopes, and nothing arrives on either side any more. */
  goSilent(): void;
  /** The app's pings are answered, but Slack sends none. */
  stopPinging(): void;
  /** The TCP connection breaks. */
  drop(): void;
  /** Sends a text as it is: what no Slack sends. */
  sayNonsense(text: string): void;
}

/** The desk's side of a link. */
export interface OpenLink extends SocketLink {
  hello(appId: string): void;
  /** Refused: told why, and closed. */
  refuse(reason: string): void;
  deliver(envelope: Envelope, withinMs: number, mayBeUnanswered: boolean): Promise<Outcome>;
}

interface Waiting {
  settle(outcome: Outcome): void;
  acceptsPayload: boolean;
}

export interface LinkOptions {
  id: number;
  journal: Journal;
  pingEveryMs: number;
  /** Nothing may be delivered here any more; may be called more than once. */
  onGone(): void;
}

/** Accepts one upgrade; undefined where it is no WebSocket. */
export function acceptLink(
  request: IncomingMessage,
  socket: Socket,
  { id, journal, pingEveryMs, onGone }: LinkOptions,
): OpenLink | undefined {
  const waiting = new Map<string, Waiting>();
  const settled = new Set<string>();
  let envelopes = 0;
  const violate = (kind: string, detail: string): void =>
    journal.violation(kind, "socket", `connection ${id}: ${detail}`);

  const wire = acceptWebSocket(request, socket, {
    onText: (message) => acknowledge(message),
    onBroken: (detail) => violate("broken_frame", detail),
    onClosed: () => {
      clearInterval(pings);
      for (const { settle } of waiting.values()) settle({ kind: "lost" });
      waiting.clear();
      onGone();
      journal.changed();
    },
  });
  if (!wire) return undefined;
  const pings = setInterval(() => wire.ping(), pingEveryMs);
  pings.unref();

  function acknowledge(message: string): void {
    const ack = parse(message);
    const envelopeId = ack?.["envelope_id"];
    const payload = ack?.["payload"] ?? {};
    const open = typeof envelopeId === "string" ? waiting.get(envelopeId) : undefined;
    if (typeof envelopeId !== "string" || !isObject(payload)) violate("bad_ack", message.slice(0, 200));
    else if (!open) violate(settled.has(envelopeId) ? "acknowledged_again" : "unknown_envelope", envelopeId);
    else {
      if (!open.acceptsPayload && Object.keys(payload).length > 0)
        violate("payload_not_accepted", JSON.stringify(payload).slice(0, 200));
      waiting.delete(envelopeId);
      settled.add(envelopeId);
      open.settle({ kind: "acked", payload });
    }
  }

  return {
    id,
    get delivered() {
      return envelopes;
    },
    hello: (appId) => {
      const debugInfo = { host: "applink-standin", approximate_connection_time: 18_060 };
      const connection = { num_connections: 1, connection_info: { app_id: appId }, debug_info: debugInfo };
      wire.text(JSON.stringify({ type: "hello", ...connection }));
    },
    refuse: (reason) => {
      wire.text(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "applink-standin" } }));
      wire.close();
    },
    disconnect: (reason) => {
      wire.text(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "applink-standin" } }));
      onGone();
    },
    goSilent: () => wire.mute(),
    stopPinging: () => clearInterval(pings),
    drop: () => wire.reset(),
    sayNonsense: (text) => wire.text(text),
    deliver: (envelope, withinMs, mayBeUnanswered) => {
      envelopes += 1;
      const envelopeId = `${id}-${envelopes}-${crypto.randomUUID()}`;
      return new Promise((resolve) => {
        const tooLate = setTimeout(() => {
          waiting.delete(envelopeId);
          settled.add(envelopeId);
          if (!mayBeUnanswered) violate("not_acknowledged", `${envelope.type} within ${withinMs} ms`);
          resolve({ kind: "unanswered" });
        }, withinMs);
        const settle = (outcome: Outcome): void => {
          clearTimeout(tooLate);
          resolve(outcome);
        };
        waiting.set(envelopeId, { settle, acceptsPayload: envelope.accepts_response_payload });
        wire.text(JSON.stringify({ envelope_id: envelopeId, ...envelope }));
      });
    },
  };
}

function parse(text: string): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
