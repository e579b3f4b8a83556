import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { BrokenFrame, type FrameKind, readFrame, writeFrame } from "./frames.ts";

/** The server's end of a WebSocket. */
export interface ServerSocket {
  text(message: string): void;
  ping(): void;
  /** Sends a close frame; the connection ends with the client's own. */
  close(): void;
  /** Ends the TCP connection without a word, as a broken network does. */
  reset(): void;
  /** Half-open from now on: nothing is sent, nothing is read, and the TCP connection stays. */
  mute(): void;
}

export interface SocketHandlers {
  onText(message: string): void;
  /** Once, however it ended. */
  onClosed(): void;
  /** The client broke RFC 6455. */
  onBroken(detail: string): void;
}

/** RFC 6455, 1.3. */
const handshakeGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const normalClosure = Buffer.from([0x03, 0xe8]);

/** Answers an upgrade request and speaks WebSocket from then on; undefined where it is none. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Socket,
  handlers: SocketHandlers,
): ServerSocket | undefined {
  const key = request.headers["sec-websocket-key"];
  if (request.headers.upgrade?.toLowerCase() !== "websocket" || key === undefined) return undefined;
  const accept = createHash("sha1").update(`${key}${handshakeGuid}`).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let muted = false;
  let received = Buffer.alloc(0);
  const send = (kind: FrameKind, payload: Buffer): void => {
    if (!muted && socket.writable) socket.write(writeFrame({ kind, payload }));
  };
  const take = (kind: FrameKind, payload: Buffer): void => {
    if (kind === "text") handlers.onText(payload.toString("utf8"));
    if (kind === "ping") send("pong", payload);
    if (kind !== "close") return;
    send("close", payload);
    socket.end();
  };
  socket.on("data", (chunk: Buffer) => {
    if (muted) return;
    received = Buffer.concat([received, chunk]);
    try {
      for (let next = readFrame(received); next && !muted; next = readFrame(received)) {
        received = Buffer.from(next.rest);
        take(next.frame.kind, next.frame.payload);
      }
    } catch (error) {
      if (!(error instanceof BrokenFrame)) throw error;
      handlers.onBroken(error.message);
      socket.destroy();
    }
  });
  socket.on("error", () => socket.destroy());
  socket.on("end", () => socket.end());
  socket.on("close", handlers.onClosed);
  return {
    text: (message) => send("text", Buffer.from(message)),
    ping: () => send("ping", Buffer.from("Ping from the stand-in")),
    close: () => send("close", normalClosure),
    reset: () => void socket.resetAndDestroy(),
    mute: () => {
      muted = true;
    },
  };
}
