import { type Cause, isCause } from "../../domain/cause.ts";
import { escaped } from "./mrkdwn.ts";

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

/** A cause in a few words, in mrkdwn. Another program's own words stay as they are, escaped. */
export function causeWords(cause: string | null): string {
  if (cause === null || cause.trim() === "") return "no cause given";
  return isCause(cause) ? WORDS[cause] : escaped(cause, 80);
}
