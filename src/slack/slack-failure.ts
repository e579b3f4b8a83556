import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from "@slack/web-api";

/** Why a call to Slack did not do what it should. */
export type FailureReason =
  | { kind: "rate_limited"; retryAfterMs: number }
  /** No answer, a broken one, or Slack's own trouble: whether the call was carried out is not known. */
  | { kind: "unreachable"; detail: string }
  /** Slack said no: `error` is its own word, `needed` the missing scope, `messages` what is wrong with a payload. */
  | { kind: "refused"; error: string; needed: string | null; messages: string[] };

/**
 * A failed call. Holds whitelisted fields only: the SDK's own errors carry the request, and with it the token. Not an
 * error of the domain: surfaces of Slack know what to do about it.
 */
export class SlackCallFailed extends Error {
  readonly method: string;
  readonly reason: FailureReason;
  constructor(method: string, reason: FailureReason) {
    super(`${method}: ${describeFailure(reason)}`);
    this.method = method;
    this.reason = reason;
  }
}

/** Slack's words of trouble of its own, answered with `ok: false` (docs.slack.dev, errors common to all methods). */
const OWN_TROUBLE = [
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
];

/** Runs one Web API call; whatever it throws becomes SlackCallFailed. */
export async function callSlack<T>(method: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof SlackCallFailed ? error : new SlackCallFailed(method, reasonOf(error));
  }
}

/** Slack's word for the refusal, or null where the failure was another one. */
export function refusalOf(error: unknown): string | null {
  return error instanceof SlackCallFailed && error.reason.kind === "refused" ? error.reason.error : null;
}

/** "missing_scope usergroups:read": short enough to stand inside a sentence. */
export function describeFailure(reason: FailureReason): string {
  switch (reason.kind) {
    case "rate_limited":
      return `rate limited for ${Math.ceil(reason.retryAfterMs / 1000)} s`;
    case "unreachable":
      return `no usable answer (${reason.detail})`;
    case "refused":
      return [reason.error, reason.needed, ...reason.messages].filter((part) => part !== null).join(" ");
  }
}

/** What the SDK threw, without the request that it carries. */
export function reasonOf(error: unknown): FailureReason {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: "rate_limited", retryAfterMs: error.retryAfter * 1000 };
  if (error instanceof WebAPIHTTPError) return { kind: "unreachable", detail: `HTTP ${error.statusCode}` };
  if (error instanceof WebAPIPlatformError) return platformReason(error.data);
  return { kind: "unreachable", detail: error instanceof Error ? error.message : "unknown error" };
}

function platformReason(data: WebAPIPlatformError["data"] & { needed?: unknown }): FailureReason {
  const { error, needed } = data;
  if (error === "ratelimited") return { kind: "rate_limited", retryAfterMs: 30_000 };
  if (OWN_TROUBLE.includes(error)) return { kind: "unreachable", detail: error };
  return {
    kind: "refused",
    error,
    needed: typeof needed === "string" ? needed : null,
    messages: data.response_metadata?.messages ?? [],
  };
}
