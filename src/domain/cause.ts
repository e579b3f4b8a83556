/** Why a resource could not be removed or looked at: a closed set that every surface knows how to explain. */
export const CAUSES = [
  "credentials",
  "permission",
  "account_inactive",
  "rate_limited",
  "unavailable",
  "timeout",
  "in_use",
  "conflict",
  "invalid_id",
  "unexpected",
] as const;

export type Cause = (typeof CAUSES)[number];

export type Provider = "twilio" | "livekit";

/** Causes that pass by themselves: worth another try without anybody's help. */
export function isTransient(cause: Cause): boolean {
  return cause === "rate_limited" || cause === "unavailable" || cause === "timeout";
}

/** Causes that concern the whole account: no other call to it can do better, so the first one is the last. */
export function isAccountWide(cause: Cause): boolean {
  return cause === "credentials" || cause === "account_inactive";
}

/** True for a word of the closed set; other programs may write any text into `corruption_cause`. */
export function isCause(word: string | null): word is Cause {
  return CAUSES.some((cause) => cause === word);
}
