import { type Cause, isCause } from "./cause.ts";

const WORDS: Record<Cause, string> = {
  credentials: "credentials rejected",
  permission: "a permission is missing",
  account_inactive: "account suspended or closed",
  rate_limited: "too many requests",
  unavailable: "provider not available",
  timeout: "no answer in time",
  in_use: "something else still uses it",
  conflict: "found something else than is recorded",
  invalid_id: "a recorded id has the wrong form",
  unexpected: "an error that Lineman does not know",
};

/** A cause in a few words; another program's own words go through `foreign`. Plain text. */
export function causeInWords(cause: string | null, foreign: (text: string) => string): string {
  if (cause === null || cause.trim() === "") return "no cause given";
  return isCause(cause) ? WORDS[cause] : foreign(cause);
}
