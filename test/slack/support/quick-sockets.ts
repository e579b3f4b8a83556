import { SOCKET_TIMES, type SocketTimes } from "../../../src/slack/socket/socket-times.ts";
import { type HarnessOptions, type SlackHarness, startSlackHarness, waitFor } from "./slack-harness.ts";

/** Quick to try again; patient with what it has, because a busy machine is slow to answer. */
const QUICK_TIMES: SocketTimes = {
  ...SOCKET_TIMES,
  healthyMs: 0,
  firstRetryMs: 20,
  longestRetryMs: 200,
  closeMs: 100,
};

/** The surface in Socket Mode; with both connections open unless it is not started. */
export async function startSocketHarness(
  options: HarnessOptions & { times?: Partial<SocketTimes> } = {},
): Promise<SlackHarness> {
  const times = { ...QUICK_TIMES, ...options.times };
  const before = options.slack?.sockets.open.length ?? 0;
  const harness = await startSlackHarness({
    mode: "socket",
    socketPingEveryMs: 50,
    dialling: { random: () => 0.5, times },
    ...options,
  });
  if (options.started !== false) await waitFor(() => harness.slack.sockets.open.length === before + 2);
  return harness;
}
