import { z } from "zod";
import { parseApiTokens } from "./api-tokens.ts";
import { parseConsoleLinks } from "./console-links.ts";

const text = z.string({ error: "is not set" });

const matching = (form: RegExp, problem: string) => text.regex(form, { error: problem });

/** `problem` comes where `read` gives null. */
const readAs = <T>(read: (value: string) => T | null, problem: string) =>
  text.transform((value, context): T => {
    const result = read(value);
    if (result !== null) return result;
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });

const wholeNumber = (least: number, most: number) =>
  readAs(
    (value) => (/^\d{1,9}$/.test(value) && +value >= least && +value <= most ? Number(value) : null),
    `is not a whole number from ${least} to ${most}`,
  );

const oneOf = <const W extends [string, ...string[]]>(...words: W) =>
  z.enum(words, { error: `is none of ${words.join(", ")}` });

function readUrl(value: string, schemes: readonly string[]): URL | null {
  // URL would take "https:host" too.
  if (!/^[a-z]+:\/\//i.test(value) || !URL.canParse(value)) return null;
  const url = new URL(value);
  const isPlain = url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  return schemes.includes(url.protocol) && url.host !== "" && isPlain ? url : null;
}

/** Without a trailing slash; the host in small letters. */
const address = (...schemes: string[]) =>
  readAs(
    (value) => {
      const url = readUrl(
        value,
        schemes.map((scheme) => `${scheme}:`),
      );
      return url && `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`;
    },
    `is not an address that starts with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`,
  );

const list = (value: string) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

/** A documentation address may carry an anchor or a query. */
function readLink(value: string): string | null {
  return /^https?:\/\//.test(value) && URL.canParse(value) ? value : null;
}

/** 32 bytes in base64 are 43 characters and one `=`. */
function readKey(value: string): string | null {
  return /^[A-Za-z0-9+/]{43}=$/.test(value) ? value : null;
}

function allOrNone<T>(items: (T | null)[]): T[] | null {
  const read = items.filter((item) => item !== null);
  return read.length === items.length && read.length > 0 ? read : null;
}

const apiTokens = text.transform((value, context) => {
  const { tokens, problems } = parseApiTokens(value);
  for (const message of problems) context.addIssue({ code: "custom", message });
  return tokens;
});

const consoleLinks = text.transform((value, context) => {
  const { templates, problems } = parseConsoleLinks(value);
  for (const message of problems) context.addIssue({ code: "custom", message });
  return templates;
});

const KEY_PROBLEM = "is not 32 bytes in base64";
const CHANNEL = /^[CG][A-Z0-9]+$/;
const USER = /^[UW][A-Z0-9]+$/;
const USERGROUP = /^S[A-Z0-9]+$/;

/** Each variable of product.md 12 (and CONSOLE_LINKS, docs/adr/0007) by itself; what concerns several of them is in `cross-checks.ts`. In the order of the table. */
export const environmentSchema = z.object({
  SLACK_BOT_TOKEN: matching(/^(xoxe\.)?xoxb-\S+$/, "is not a bot token (xoxb-...)"),
  SLACK_SIGNING_SECRET: matching(/^\S+$/, "has spaces in it").optional(),
  SLACK_APP_TOKEN: matching(/^xapp-\S+$/, "is not an app-level token (xapp-...)").optional(),
  SLACK_ALERT_CHANNEL: matching(CHANNEL, "is not a channel id (C... or G...; a name does not do)"),
  SLACK_ONCALL_USERGROUP: matching(USERGROUP, "is not a user group id (S...)").optional(),
  SLACK_ONCALL_USERS: readAs(
    (value) => allOrNone(list(value).map((user) => (USER.test(user) ? user : null))),
    "is not a comma-separated list of user ids (U... or W...)",
  ).optional(),
  SLACK_APPROVERS_USERGROUP: matching(USERGROUP, "is not a user group id (S...)").optional(),
  SECOND_APPROVER: oneOf("off", "required").default("off"),
  SLACK_API_URL: address("https", "http")
    .transform((url) => `${url}/`)
    .default("https://slack.com/api/"),
  TWILIO_API_URL: address("https", "http").optional(),
  TWILIO_ACCOUNT_SID: matching(/^AC[0-9a-fA-F]{32}$/, "is not AC followed by 32 hex digits").optional(),
  TWILIO_AUTH_TOKEN: matching(/^\S+$/, "has spaces in it").optional(),
  LIVEKIT_URL: address("wss", "ws", "https", "http"),
  LIVEKIT_API_KEY: matching(/^\S+$/, "has spaces in it"),
  LIVEKIT_API_SECRET: matching(/^\S+$/, "has spaces in it"),
  LIVEKIT_SIP_URI: matching(/^sips?:[^\s@]+$/, "is not a SIP address (sip:...)").optional(),
  // Parsed by pg, which takes forms that URL does not (a socket directory as the host): only the scheme is judged here.
  DATABASE_URL: matching(
    /^postgres(ql)?:\/\/\S+$/,
    "is not an address that starts with postgres://",
  ).optional(),
  DATA_DIR: text.default("./data"),
  ENCRYPTION_KEY: readAs(readKey, KEY_PROBLEM),
  ENCRYPTION_KEYS_OLD: readAs(
    (value) => allOrNone(list(value).map(readKey)),
    "has an entry that is not 32 bytes in base64",
  ).default([]),
  API_TOKENS: apiTokens.default([]),
  API_FORCE_DELETE: oneOf("direct", "confirmed", "off").default("direct"),
  PORT: wholeNumber(0, 65_535).default(3000),
  HOST: matching(/^[^\s/]+$/, "is not an address to listen on").default("0.0.0.0"),
  PUBLIC_URL: address("https", "http").optional(),
  DOCS_URL: readAs(readLink, "is not an address that starts with https:// or http://").optional(),
  CONSOLE_LINKS: consoleLinks.default({}),
  LOG_LEVEL: oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent").default("info"),
  DELETE_BUDGET_SECONDS: wholeNumber(1, 600).default(20),
  STORM_THRESHOLD: wholeNumber(1, 1_000_000).default(5),
  REMIND_UNCLAIMED_MINUTES: wholeNumber(0, 100_000).default(15),
  REMIND_CLAIMED_MINUTES: wholeNumber(0, 100_000).default(240),
});

export type Environment = z.output<typeof environmentSchema>;
export type Variable = keyof Environment;

/** Every variable that Lineman knows, in the order of the documentation. */
export const VARIABLES = Object.keys(environmentSchema.shape) as Variable[];
