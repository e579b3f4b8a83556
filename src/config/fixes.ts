import { PLACEHOLDERS } from "../domain/console-template.ts";
import { RESOURCE_KINDS } from "../domain/external-resource.ts";
import type { Variable } from "./environment-schema.ts";

const MAKE_KEY = `node -e "console.log(require('node:crypto').randomBytes(32).toString('base64'))"`;
const MAKE_TOKEN = `node -e "console.log(require('node:crypto').randomBytes(32).toString('hex'))"`;
const REMINDER = "Set it to a number of minutes, or to 0 for no reminder.";

/** What to do about a fault of a variable, in plain words, with the place where its value is found. */
export const FIXES: Record<Variable, string> = {
  SLACK_BOT_TOKEN:
    "Copy the Bot User OAuth Token (xoxb-...) from api.slack.com/apps, your app, OAuth & Permissions.",
  SLACK_SIGNING_SECRET:
    "Copy the Signing Secret from api.slack.com/apps, your app, Basic Information: Slack then posts to PUBLIC_URL/slack/events. Where Slack cannot reach this server, set SLACK_APP_TOKEN instead.",
  SLACK_APP_TOKEN:
    "Make an app-level token (xapp-...) with the scope connections:write at api.slack.com/apps, your app, Basic Information, and switch Socket Mode on there; or leave it unset for HTTP with SLACK_SIGNING_SECRET.",
  SLACK_ALERT_CHANNEL:
    "Set it to the id of the channel for alerts (C...): in Slack open the channel's details, the id stands at the bottom. Invite the bot to it.",
  SLACK_ONCALL_USERGROUP:
    "Set SLACK_ONCALL_USERGROUP to the id (S...) of the user group that may act, or SLACK_ONCALL_USERS to user ids; without one nobody could press a button.",
  SLACK_ONCALL_USERS:
    "Set it to user ids with commas between them, e.g. U012ABCDEF,U034GHIJKL: in Slack open a profile, More, Copy member ID.",
  SLACK_APPROVERS_USERGROUP:
    "Set it to the id (S...) of a user group, or leave it unset: then the on-call group approves.",
  SECOND_APPROVER: "Set it to off or required.",
  SLACK_API_URL: "Leave it unset for https://slack.com/api/.",
  TWILIO_API_URL: "Leave it unset to reach Twilio itself, or set it to the address of your proxy.",
  TWILIO_ACCOUNT_SID:
    "Copy the Account SID (AC...) from the Twilio console, and set TWILIO_AUTH_TOKEN with it; or leave both unset.",
  TWILIO_AUTH_TOKEN:
    "Copy the Auth Token from the Twilio console, and set TWILIO_ACCOUNT_SID with it; or leave both unset.",
  LIVEKIT_URL: "Set it to the address of your LiveKit project, e.g. wss://my-project.livekit.cloud.",
  LIVEKIT_API_KEY: "Copy it from your LiveKit project: Settings, API keys (it needs the SIP admin grant).",
  LIVEKIT_API_SECRET: "Copy it from your LiveKit project: it is shown once, when the API key is made.",
  LIVEKIT_SIP_URI: "Set it to your LiveKit project's SIP URI, e.g. sip:my-project.sip.livekit.cloud.",
  DATABASE_URL:
    "Set it to postgres://user:password@host:5432/name, or leave it unset for the embedded database.",
  DATA_DIR: "Set it to a directory that Lineman may write to, or leave it unset for ./data.",
  ENCRYPTION_KEY: `ENCRYPTION_KEY must be 32 bytes in base64. Make one: ${MAKE_KEY} - and keep it: what it encrypted is lost without it.`,
  ENCRYPTION_KEYS_OLD:
    "Set it to earlier values of ENCRYPTION_KEY with commas between them, or leave it unset.",
  API_TOKENS: `Write name:token or name:token:read (or write, or force), with commas between them. Make a token: ${MAKE_TOKEN}`,
  API_FORCE_DELETE: "Set it to direct, confirmed or off.",
  PORT: "Set it to a free port, e.g. 3000.",
  HOST: "Set it to the address to listen on: 0.0.0.0 for all, 127.0.0.1 for this machine only.",
  PUBLIC_URL:
    "Set it to the address at which people and Slack reach this server, e.g. https://lineman.example.com.",
  DOCS_URL:
    "Set it to the address of your clean-up guide, or leave it unset for the one that Lineman serves.",
  CONSOLE_LINKS: `Write {"twilio_sip_trunk":"https://..."}: an https address for each kind whose link is to be another (null for no link), with ${PLACEHOLDERS.map((name) => `{${name}}`).join(", ")} where the resource's own go; or leave it unset. The kinds: ${RESOURCE_KINDS.join(", ")}.`,
  LOG_LEVEL: "Set it to trace, debug, info, warn, error, fatal or silent.",
  DELETE_BUDGET_SECONDS:
    "Set it to the number of seconds that a delete may keep its caller waiting, e.g. 20.",
  STORM_THRESHOLD: "Set it to the number of alerts with one cause that become one message, e.g. 5.",
  REMIND_UNCLAIMED_MINUTES: REMINDER,
  REMIND_CLAIMED_MINUTES: REMINDER,
};
