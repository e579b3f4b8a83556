import type { Cause, Provider } from "../../domain/cause.ts";

/** What is measured while it happens. No number, id, label or person's name ever goes in: causes and names of calls only. */
export interface Meter {
  /** A message that calls for people stands in Slack, so long after what it tells of. */
  alertPosted(delayMs: number): void;
  /** A call to a provider came back; `call` is the name of the port's method. */
  providerCalled(called: { provider: Provider; call: string; outcome: CallOutcome; tookMs: number }): void;
  /** Somebody did too many things at once in Slack, and this one was not done. */
  actionRefused(refused: { kind: "command" | "button" | "shortcut" | "submission" }): void;
  /** Slack's Web API was called; `method` is Slack's name for it. */
  slackCalled(called: { method: string; outcome: SlackOutcome; tookMs: number }): void;
}

/** `not_found`: the provider positively says that it does not have what was asked for, as it does of whatever was removed. */
export type CallOutcome = "ok" | "not_found" | Cause;

/** `rate_limited`: HTTP 429. `failed`: another HTTP status that is no success. `unreachable`: no answer. */
export type SlackOutcome = "answered" | "rate_limited" | "failed" | "unreachable";
