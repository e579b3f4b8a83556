import { AlertDelayed } from "../operations/ports/alerts.ts";
import type { Log } from "../operations/ports/world.ts";
import { describeFailure, SlackCallFailed } from "./slack-failure.ts";

/** Slack could not be reached: it may be back soon. */
const UNREACHABLE_RETRY_MS = 10_000;
/** A person has to put something right first: no sooner than they can. */
export const REFUSED_RETRY_MS = 5 * 60_000;

/** What a person does about a refusal, by Slack's word for it. */
const FIX: Record<string, string> = {
  channel_not_found:
    "SLACK_ALERT_CHANNEL names no channel that the bot can see: invite the bot there, or correct it",
  not_in_channel: "invite the bot into the alert channel",
  is_archived: "the alert channel is archived: set SLACK_ALERT_CHANNEL to another one",
  missing_scope: "install the app again with the scopes of manifest.yml",
  restricted_action: "a workspace setting keeps the bot from posting there: let an admin allow it",
};
const TOKEN_FIX = "SLACK_BOT_TOKEN is not valid any more: install the app again and set the new token";
const TOKEN_ERRORS = ["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"];

/** How alerts wait, and what the log says meanwhile: each trouble once, with its fix. */
export interface AlertDelays {
  /** Runs the work; a failed call to Slack becomes AlertDelayed with the time to come back. */
  orDelayed<T>(work: () => Promise<T>): Promise<T>;
  /** A trouble named `refused:…` is said again when alerts got through in between, any other never. */
  tellOnce(trouble: string, fields: Record<string, unknown>, message: string): void;
}

/** Keeps in memory what was said. */
export function createAlertDelays(channel: string, log: Log): AlertDelays {
  const told = new Set<string>();

  const tellOnce: AlertDelays["tellOnce"] = (trouble, fields, message) => {
    if (told.has(trouble)) return;
    told.add(trouble);
    log.error({ channel, ...fields }, message);
  };

  return {
    tellOnce,
    async orDelayed(work) {
      try {
        const result = await work();
        for (const trouble of told) if (trouble.startsWith("refused:")) told.delete(trouble);
        return result;
      } catch (error) {
        if (!(error instanceof SlackCallFailed)) throw error;
        const { reason, method } = error;
        if (reason.kind === "rate_limited") throw new AlertDelayed(error.message, reason.retryAfterMs);
        if (reason.kind === "unreachable") throw new AlertDelayed(error.message, UNREACHABLE_RETRY_MS);
        const fields = { method, slack: describeFailure(reason) };
        tellOnce(`refused:${reason.error}`, fields, `alerts do not reach Slack: ${fixFor(reason.error)}`);
        throw new AlertDelayed(error.message, REFUSED_RETRY_MS, { refused: true });
      }
    },
  };
}

function fixFor(error: string): string {
  if (TOKEN_ERRORS.includes(error)) return TOKEN_FIX;
  return FIX[error] ?? "see Slack's documentation of this error";
}
