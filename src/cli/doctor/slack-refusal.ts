import type { DoctorMeans } from "../../doctor-means.ts";
import { failed, warning } from "./check.ts";

const NEW_TOKEN =
  "Copy the Bot User OAuth Token (xoxb-...) from api.slack.com/apps, your app, OAuth & Permissions, into SLACK_BOT_TOKEN.";

/** What the check of the token calls it. */
export const TOKEN = "SLACK_BOT_TOKEN";

/** The manifest of the app that this configuration wants: one for HTTP would switch Socket Mode off. */
export function manifestOf({ slack }: DoctorMeans["config"]): string {
  return slack.link.mode === "socket" ? "manifest.socket.yml" : "manifest.yml";
}

function fixesFor(config: DoctorMeans["config"]): Record<string, string> {
  const installAgain = `At api.slack.com/apps open your app, paste ${manifestOf(config)} under App Manifest, install it to the workspace again, and set SLACK_BOT_TOKEN to the token that is shown then.`;
  return {
    missing_scope: installAgain,
    invalid_auth: NEW_TOKEN,
    not_authed: NEW_TOKEN,
    account_inactive: installAgain,
    token_revoked: installAgain,
    token_expired: NEW_TOKEN,
    not_allowed_token_type: NEW_TOKEN,
  };
}

/** Slack did not answer a question; `fixes` are for words that mean something of their own there. */
export async function slackRefusal(
  { slack, config }: Pick<DoctorMeans, "slack" | "config">,
  { word, detail }: { word: string | null; detail: string },
  about: string,
  fixes: Record<string, string> = {},
) {
  if (word === null) {
    // Where Slack is away altogether, one check says why: six times the same hide it.
    const whole = await slack.identity();
    if (about !== TOKEN && !whole.answered && whole.word === null)
      return warning(`${about}: not known while Slack is away.`, "Put right what `slack token` says.");
    return failed(
      `${about}: Slack gave no usable answer (${detail}).`,
      "Let this host reach SLACK_API_URL (https://slack.com/api/) over HTTPS, and look at status.slack.com.",
    );
  }
  const fix =
    fixes[word] ?? fixesFor(config)[word] ?? "Look the word up at docs.slack.dev, under the method's errors.";
  return failed(`${about}: Slack refuses (${detail}).`, fix);
}
