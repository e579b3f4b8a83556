import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type App, type ReceiverEvent, SocketModeReceiver } from "@slack/bolt";
import { silentLogger } from "../bolt-logger.ts";
import { reasonOf } from "../slack-failure.ts";
import { clientOptions } from "../web-client.ts";
import type { SessionEnd } from "./session-end.ts";
import { addressOf, disconnectReason, PING_CHANNEL } from "./signs-of-life.ts";
import type { SocketTimes } from "./socket-times.ts";

/** One WebSocket, from the dial to its end. */
export interface SocketSession {
  /** Never rejects. */
  ended: Promise<SessionEnd>;
  /** Hangs up: politely, then by force. */
  close(): Promise<void>;
  /** The connection is closed, which may be a little after its end. */
  closed: Promise<void>;
}

export interface SessionOptions {
  appToken: string;
  apiUrl: string;
  times: SocketTimes;
  /** Slack said hello: payloads may come. */
  onLive(): void;
  /** Never rejects. */
  onEnvelope(event: ReceiverEvent): Promise<void>;
  /** Something came over the socket that no Slack sends; it is dropped. */
  onUnreadable(error: unknown): void;
  /** Resolves when the envelopes that came have their ack, or it is too late for one. */
  settled(ms: number): Promise<void>;
}

/**
 * Dials with a receiver of its own: what is doubtful is thrown away whole, and nothing waits for it. Bolt's reconnecting is
 * off (5 to 12 seconds without a connection, and an unhandled rejection where Slack does not answer then). Its own watch
 * sees to our pings. It waits for Slack's pings from the first one on only, never waits for the hello, and hangs up on acks
 * that are under way when Slack asks for a new connection: that is done here.
 */
export function openSession(options: SessionOptions): SocketSession {
  const { times } = options;
  const receiver = new SocketModeReceiver({
    appToken: options.appToken,
    logger: silentLogger,
    autoReconnectEnabled: false,
    clientPingTimeout: times.pongMs,
    serverPingTimeout: times.silenceMs,
    installerOptions: { clientOptions: clientOptions(options) },
    processEventErrorHandler: async () => false,
  });
  const { client } = receiver;
  // All that the receiver asks of an app.
  receiver.init({ processEvent: options.onEnvelope } as Pick<App, "processEvent"> as App);

  let address: string | null = null;
  let isOver = false;
  const over = aPromise<SessionEnd>();
  const gone = aPromise<void>();
  const patience = setTimeout(() => end({ kind: "no_hello" }), times.helloMs);
  let silence: NodeJS.Timeout | undefined;
  let closing: Promise<void> | null = null;

  /** False where it was over already. */
  function conclude(why: SessionEnd): boolean {
    if (isOver) return false;
    isOver = true;
    clearTimeout(patience);
    clearTimeout(silence);
    unsubscribe(PING_CHANNEL, onPing);
    over.resolve(why);
    return true;
  }
  function end(why: SessionEnd): void {
    if (!conclude(why)) return;
    if (why.kind === "told") void options.settled(times.ackMs).then(close);
    else void close();
  }
  function heard(): void {
    if (isOver) return;
    clearTimeout(silence);
    silence = setTimeout(() => end({ kind: "silent" }), times.silenceMs);
  }
  function onPing(message: unknown): void {
    if (address !== null && addressOf(message) === address) heard();
  }

  async function hangUp(): Promise<void> {
    void client.disconnect();
    // A second call cuts a connection whose other side does not answer the close frame.
    const force = setTimeout(() => void client.disconnect(), times.closeMs);
    await gone.promise;
    clearTimeout(force);
  }
  function close(): Promise<void> {
    conclude({ kind: "lost" });
    closing ??= hangUp();
    return closing;
  }

  subscribe(PING_CHANNEL, onPing);
  client.on("authenticated", ({ url }: { url: string }) => {
    address = new URL(url).href;
  });
  // Hung up while Slack was still asked for an address: the socket that is opened all the same is closed at once.
  client.on("connecting", () => {
    if (isOver) queueMicrotask(() => void client.disconnect());
  });
  client.on("connected", () => {
    if (isOver) return;
    clearTimeout(patience);
    heard();
    options.onLive();
  });
  const handlers = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", (...message: unknown[]) => {
    const reason = disconnectReason(message[0]);
    if (reason !== null) return end({ kind: "told", reason });
    heard();
    // The SDK's handler is async and rejects on what it cannot read, such as an envelope without a payload.
    for (const handle of handlers) void Promise.resolve(handle(...message)).catch(options.onUnreadable);
  });
  client.on("disconnected", () => {
    gone.resolve();
    end({ kind: "lost" });
  });
  receiver.start().catch((error: unknown) => {
    // Without an error the connection ended before the hello, which `disconnected` has told.
    if (error !== undefined) end({ kind: "no_address", reason: reasonOf(error) });
  });
  return { ended: over.promise, close, closed: gone.promise };
}

function aPromise<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve = (_value: T) => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
