import { type Advice, adviceFor, adviceForReport } from "./advice.ts";
import { type Cause, isCause, type Provider } from "./cause.ts";
import type { Storm } from "./storm.ts";

/** Why the numbers of a storm are corrupted, and the one thing to do about all of them. Plain text. */
export function stormAdvice({ cause, account, providerCode }: StormReason): Advice {
  if (!isCause(cause)) {
    const { why } = adviceForReport(cause === "" ? null : cause, null);
    const reported =
      cause === "" ? "Another program marked these numbers as corrupted and gave no cause." : why;
    return {
      why: reported,
      next: `Press Retry all to let Lineman remove what is left. ${NOT_ONE_BY_ONE}`,
      docsUrl: null,
    };
  }
  const provider = providerOfAccount(account);
  const named = account === "" ? null : account.replace(/^[a-z]+:\/\//i, "");
  const { why, docsUrl } = adviceFor(cause, { provider, account: named, providerCode });
  return { why, next: `${NEXT[cause](NAME[provider])} ${NOT_ONE_BY_ONE}`, docsUrl };
}

type StormReason = Pick<Storm, "cause" | "account" | "providerCode">;

/** Whose account it is; Twilio's where it is not known. */
export function providerOfAccount(account: string): Provider {
  return account === "" || /^AC[0-9a-f]{32}$/i.test(account) ? "twilio" : "livekit";
}

const NAME: Record<Provider, string> = { twilio: "Twilio", livekit: "LiveKit" };
const NOT_ONE_BY_ONE = "No number needs to be touched one by one.";

const NEXT: Record<Cause, (name: string) => string> = {
  credentials: () => "Update the credentials of that account, then press Retry all.",
  permission: () => "Grant the permission to the credentials of that account, then press Retry all.",
  account_inactive: (name) => `Ask ${name} to reactivate the account, then press Retry all.`,
  rate_limited: () => "Wait a minute, then press Retry all: it goes slowly by itself.",
  unavailable: (name) => `Look at ${name}'s status page; when it works again, press Retry all.`,
  timeout: (name) => `Look at ${name}'s status page; when it answers again, press Retry all.`,
  in_use: () => "Open one number to see what uses it, end that use, then press Retry all.",
  conflict: () => "Open one number to see what differs, put it right by hand, then press Check all.",
  invalid_id: () => "Open one number to see which id is wrong; press Check all when they are put right.",
  unexpected: () => "Press Retry all; where it fails again, open one number to see the answer.",
};
