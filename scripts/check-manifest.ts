/** Holds manifest.yml against the code, Slack's limits and (where it is at hand) Slack's own schema. Exit code 1: they differ. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { z } from "zod";
import { PHONE_VERBS } from "../src/slack/commands/parse-phone-command.ts";
import { ACTIONS, COMMANDS, EVENTS, SHORTCUTS, VIEWS } from "../src/slack/listeners.ts";
import { socketVariant } from "./socket-manifest.ts";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The scope that each Web API method needs (docs.slack.dev, each method's page). Empty: any token may. */
const SCOPES: Record<string, readonly string[]> = {
  "apps.connections.open": [],
  "auth.test": [],
  "bots.info": ["users:read"],
  "chat.delete": ["chat:write"],
  "chat.getPermalink": [],
  "chat.postEphemeral": ["chat:write"],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "conversations.history": ["channels:history", "groups:history"],
  "conversations.info": ["channels:read", "groups:read"],
  "conversations.open": ["im:write"],
  "conversations.replies": ["channels:history", "groups:history"],
  "usergroups.users.list": ["usergroups:read"],
  "users.info": ["users:read"],
  "views.open": [],
  "views.publish": [],
  "views.update": [],
};

/** The scope that an event needs (docs.slack.dev, each event's page). */
const EVENT_SCOPES: Record<string, readonly string[]> = {
  app_home_opened: [],
  app_uninstalled: [],
  subteam_members_changed: ["usergroups:read"],
  subteam_updated: ["usergroups:read"],
  tokens_revoked: [],
};

const text = (max: number, min = 1) => z.string().min(min).max(max);
const url = z.url({ protocol: /^https$/ }).max(3500);

/** What is read of a manifest, with Slack's limits (slack.md 3). */
const manifestSchema = z.object({
  display_information: z.object({ name: text(35), description: text(140).optional() }),
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.boolean() }),
    bot_user: z.object({ display_name: text(80) }),
    slash_commands: z
      .array(
        z.object({
          command: text(32, 2).startsWith("/"),
          url: url.optional(),
          description: text(2000),
          usage_hint: text(1000).optional(),
        }),
      )
      .max(50),
    shortcuts: z
      .array(
        z.object({
          name: text(24),
          type: z.enum(["message", "global"]),
          callback_id: text(255),
          description: text(150),
        }),
      )
      .max(10)
      .default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(text(50)).max(255) }) }),
  settings: z.object({
    event_subscriptions: z.object({ request_url: url.optional(), bot_events: z.array(z.string()).max(100) }),
    interactivity: z.object({ is_enabled: z.boolean(), request_url: url.optional() }),
    socket_mode_enabled: z.boolean().optional(),
  }),
});

/** What the code answers to and calls. */
export interface CodeFacts {
  commands: readonly string[];
  events: readonly string[];
  /** Callback ids of message shortcuts. */
  shortcuts: readonly string[];
  /** What stands first after /phone. */
  verbs: readonly string[];
  /** Action ids and callback ids. */
  interactions: readonly string[];
  /** Web API methods. */
  methods: readonly string[];
}

/** Read from the switchboard and from the calls in src/slack. */
export function codeFacts(): CodeFacts {
  return {
    commands: Object.keys(COMMANDS),
    events: Object.keys(EVENTS),
    shortcuts: Object.keys(SHORTCUTS),
    verbs: PHONE_VERBS,
    interactions: [...Object.keys(ACTIONS), ...Object.keys(VIEWS)],
    methods: methodsCalled(path.join(root, "src/slack")),
  };
}

/** Every disagreement, one sentence each; none where manifest and code say the same. */
export function disagreements(manifest: unknown, code: CodeFacts): string[] {
  const parsed = manifestSchema.safeParse(manifest);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => `manifest: ${issue.path.join(".")}: ${issue.message}`);
  const { features, oauth_config, settings } = parsed.data;
  const unknown = [
    ...code.methods.filter((method) => SCOPES[method] === undefined).map((name) => `method ${name}`),
    ...code.events.filter((event) => EVENT_SCOPES[event] === undefined).map((name) => `event ${name}`),
  ].map((what) => `${what}: its scopes are not in scripts/check-manifest.ts`);
  const needed = [
    ...(code.commands.length + code.shortcuts.length > 0 ? ["commands"] : []),
    ...code.methods.flatMap((method) => SCOPES[method] ?? []),
    ...code.events.flatMap((event) => EVENT_SCOPES[event] ?? []),
  ];
  const commands = features.slash_commands.map(({ command }) => command);
  return [
    ...unknown,
    ...compared("slash command", commands, code.commands),
    ...compared(
      "message shortcut",
      features.shortcuts.filter(({ type }) => type === "message").map(({ callback_id }) => callback_id),
      code.shortcuts,
    ),
    ...features.shortcuts
      .filter(({ type }) => type !== "message")
      .map(
        ({ callback_id }) =>
          `shortcut ${callback_id}: in the manifest, but the code knows message shortcuts only`,
      ),
    ...missingHints(features.slash_commands, code.verbs),
    ...compared("event", settings.event_subscriptions.bot_events, code.events),
    ...compared("scope", oauth_config.scopes.bot, needed),
    ...(code.interactions.length + code.shortcuts.length > 0 && !settings.interactivity.is_enabled
      ? ["interactivity is off, but the code has buttons or windows"]
      : []),
    ...(code.events.includes("app_home_opened") && !features.app_home.home_tab_enabled
      ? ["the Home tab is off, but the code draws it"]
      : []),
    ...missingUrls(parsed.data),
  ];
}

/** Whether manifest.socket.yml says anything but what manifest.yml says. */
export function socketFaults(manifest: unknown, socket: unknown): string[] {
  return isDeepStrictEqual(socketVariant(manifest), socket)
    ? []
    : ["manifest.socket.yml is not what manifest.yml makes it: npm run manifest:socket"];
}

/** Whether Slack's own JSON Schema accepts it; null where the schema is not at hand. */
export function schemaFaults(manifest: unknown, schemaPath: string): string[] | null {
  if (!existsSync(schemaPath)) return null;
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
  const validate = ajv.compile(JSON.parse(readFileSync(schemaPath, "utf8")));
  if (validate(manifest)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `schema: ${instancePath || "/"} ${message}`,
  );
}

function compared(what: string, inManifest: readonly string[], inCode: readonly string[]): string[] {
  return [
    ...[...new Set(inCode)]
      .filter((name) => !inManifest.includes(name))
      .map((name) => `${what} ${name}: the code needs it, the manifest has it not`),
    ...inManifest
      .filter((name) => !inCode.includes(name))
      .map((name) => `${what} ${name}: in the manifest, but the code does not need it`),
    ...inManifest
      .filter((name, index) => inManifest.indexOf(name) !== index)
      .map((name) => `${what} ${name}: twice in the manifest`),
  ];
}

/** The hint is what people see while they type: it names every verb. */
function missingHints(
  commands: readonly { command: string; usage_hint?: string | undefined }[],
  verbs: readonly string[],
): string[] {
  const hint = commands.find(({ command }) => command === "/phone")?.usage_hint ?? "";
  const named = hint.split("|").map((part) => part.trim().split(" ")[0]);
  return verbs
    .filter((verb) => !named.includes(verb))
    .map((verb) => `usage_hint of /phone: the code knows ${verb}, the hint does not name it`);
}

/** Slack posts to addresses unless it speaks through a socket; its schema does not ask for them. */
function missingUrls({ features, settings }: z.infer<typeof manifestSchema>): string[] {
  const places: [string, string | undefined][] = [
    ["settings.event_subscriptions.request_url", settings.event_subscriptions.request_url],
    ["settings.interactivity.request_url", settings.interactivity.request_url],
    ...features.slash_commands.map(({ command, url: to }): [string, string | undefined] => [
      `the url of ${command}`,
      to,
    ]),
  ];
  if (settings.socket_mode_enabled === true) return [];
  return places.flatMap(([place, address]) => {
    if (address === undefined) return [`${place} is missing, and Socket Mode is off`];
    return new URL(address).pathname === "/slack/events" ? [] : [`${place} does not end in /slack/events`];
  });
}

/** Calls look like `web.chat.update(`; nothing else in src/slack has a Slack client at hand. */
function methodsCalled(folder: string): string[] {
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(path.join(folder, name), "utf8"));
  const calls = sources.flatMap((source) => [...source.matchAll(/\b(?:web|once)\.([a-z]\w*(?:\.\w+)+)\(/g)]);
  return [...new Set(calls.map((call) => String(call[1])))].sort();
}

function main(): void {
  const file = process.argv[2] ?? path.join(root, "manifest.yml");
  const schemaPath =
    process.env["SLACK_MANIFEST_SCHEMA"] ??
    path.join(root, "../shared/oracles/slack/manifest.schema.2.0.0.json");
  const manifest: unknown = parse(readFileSync(file, "utf8"));
  const code = codeFacts();
  const socket: unknown = parse(readFileSync(path.join(root, "manifest.socket.yml"), "utf8"));
  const bySchema = schemaFaults(manifest, schemaPath);
  const found = [
    ...disagreements(manifest, code),
    ...(bySchema ?? []),
    ...socketFaults(manifest, socket),
    ...(schemaFaults(socket, schemaPath) ?? []).map((fault) => `manifest.socket.yml: ${fault}`),
  ];
  if (bySchema === null)
    console.log("Slack's manifest schema is not at hand (SLACK_MANIFEST_SCHEMA): not validated against it.");
  for (const line of found) console.error(line);
  if (found.length > 0) process.exitCode = 1;
  else
    console.log(
      `manifest.yml agrees with the code: ${code.commands.length} command, ${code.events.length} events, ${code.methods.length} Web API methods${bySchema === null ? "" : ", and Slack's schema"}.`,
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
