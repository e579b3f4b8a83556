/** undici tells of every ping of every WebSocket in the process here (undici, docs/api/DiagnosticsChannel). */
export const PING_CHANNEL = "undici:websocket:ping";

/** The address of the WebSocket that a ping came on; null for what is no ping. */
export function addressOf(message: unknown): string | null {
  if (typeof message !== "object" || message === null || !("websocket" in message)) return null;
  const { websocket } = message;
  const isSocket = typeof websocket === "object" && websocket !== null && "url" in websocket;
  return isSocket ? String(websocket.url) : null;
}

/** Slack's word where the message asks for a new connection, else null. */
export function disconnectReason(data: unknown): string | null {
  if (typeof data !== "string" || !data.includes('"disconnect"')) return null;
  try {
    const { type, reason } = JSON.parse(data) as { type?: unknown; reason?: unknown };
    return type === "disconnect" ? String(reason) : null;
  } catch {
    return null;
  }
}
