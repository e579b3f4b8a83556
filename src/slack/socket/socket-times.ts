/** How long Socket Mode waits for what, in milliseconds. */
export interface SocketTimes {
  /** From the dial (with apps.connections.open before it) to Slack's hello. */
  helloMs: number;
  /** Slack pings every few seconds: with neither a ping nor a message for so long the socket only looks alive. */
  silenceMs: number;
  /** Our own ping has to be answered within this. */
  pongMs: number;
  /** A connection that lived so long is replaced at once when it ends; a shorter one counts as a failed try. */
  healthyMs: number;
  /** The pause after the first failed try; it doubles. */
  firstRetryMs: number;
  longestRetryMs: number;
  /** Slack waits three seconds for an ack (slack.md 2, Timing). */
  ackMs: number;
  /** The close handshake, before the connection is cut. */
  closeMs: number;
}

export const SOCKET_TIMES: SocketTimes = {
  helloMs: 20_000,
  silenceMs: 30_000,
  pongMs: 5_000,
  healthyMs: 10_000,
  firstRetryMs: 1_000,
  longestRetryMs: 60_000,
  ackMs: 3_000,
  closeMs: 2_000,
};

/**
 * The pause before the next try: at once after a healthy connection, else doubling and spread by `random` (0..1), so that
 * replicas do not come back together; never shorter than Slack's Retry-After.
 */
export function pauseBeforeRetry(
  { failures, retryAfterMs, random }: { failures: number; retryAfterMs: number; random: number },
  { firstRetryMs, longestRetryMs }: Pick<SocketTimes, "firstRetryMs" | "longestRetryMs">,
): number {
  const longest = failures === 0 ? 0 : Math.min(firstRetryMs * 2 ** (failures - 1), longestRetryMs);
  return Math.max(retryAfterMs, Math.round(longest * (0.5 + random / 2)));
}
