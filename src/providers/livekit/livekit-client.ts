import { SipClient } from "livekit-server-sdk";
import type { CallLimits } from "../../operations/ports/providers.ts";
import { beforeDeadline, DeadlinePassed, deadlineOf } from "../deadline.ts";

export interface LivekitOptions {
  /** http(s) or ws(s); the SDK drops a path (TwirpRPC.ts). */
  url: string;
  apiKey: string;
  apiSecret: string;
}

/** Makes one request. Throws what the SDK throws, or DeadlinePassed; after the deadline no request is begun. */
export type Ask = <T>(request: (client: SipClient) => Promise<T>) => Promise<T>;

/**
 * Opens LiveKit's SDK for one call of the port: all its requests end within `limits` together. Failover is off, it would
 * repeat a change in another region (telephony.md 3.5). Node's fetch follows HTTPS_PROXY only under NODE_USE_ENV_PROXY.
 */
export function openLivekit({ url, apiKey, apiSecret }: LivekitOptions, limits: CallLimits): Ask {
  // Whole seconds, at least one: the SDK multiplies by 1000, AbortSignal.timeout refuses fractions, and 0 means no limit.
  const requestTimeout = Math.max(1, Math.ceil(limits.timeoutMs / 1000));
  const client = new SipClient(url, apiKey, apiSecret, { requestTimeout, failover: false });
  const deadline = deadlineOf(limits);
  return async (request) => {
    if (deadline.aborted) throw new DeadlinePassed();
    return beforeDeadline(deadline, request(client));
  };
}
