import pLimit, { type LimitFunction } from "p-limit";

/** So many accounts are remembered; beyond, those that nobody asks anything of just now are forgotten. */
const MOST_ACCOUNTS = 1_000;

/** How many requests of one account are under way at a time, over all callers of this process. */
export interface AccountLimits {
  /** To be called for each request, and used at once. */
  of(accountSid: string): LimitFunction;
  /** How many accounts are remembered. */
  size(): number;
}

/** Each account has `maxInFlight` slots of its own. */
export function createAccountLimits(maxInFlight: number): AccountLimits {
  const limits = new Map<string, LimitFunction>();
  const forgetIdle = () => {
    for (const [account, { activeCount, pendingCount }] of limits)
      if (activeCount + pendingCount === 0) limits.delete(account);
  };
  return {
    of(accountSid) {
      const known = limits.get(accountSid);
      if (known !== undefined) return known;
      if (limits.size >= MOST_ACCOUNTS) forgetIdle();
      const limit = pLimit(maxInFlight);
      limits.set(accountSid, limit);
      return limit;
    },
    size: () => limits.size,
  };
}
