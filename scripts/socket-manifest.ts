/** Writes manifest.socket.yml, what manifest.yml is for an app in Socket Mode: `npm run manifest:socket`. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

const HEAD = `# The Slack app for Socket Mode, where Slack cannot reach your server. Made from manifest.yml by \`npm run manifest:socket\`;
# \`npm run manifest\` compares the two.
`;

type Node = Record<string, unknown>;

/** The same app with Socket Mode on and without the addresses that Slack would post to. */
export function socketVariant(manifest: unknown): unknown {
  const copy = structuredClone(manifest) as Node;
  const features = nodeAt(copy, "features");
  const commands = features["slash_commands"];
  if (Array.isArray(commands))
    features["slash_commands"] = commands.map(({ url: _url, ...rest }: Node) => rest);
  const settings = nodeAt(copy, "settings");
  delete nodeAt(settings, "event_subscriptions")["request_url"];
  delete nodeAt(settings, "interactivity")["request_url"];
  settings["socket_mode_enabled"] = true;
  return copy;
}

function nodeAt(node: Node, key: string): Node {
  const value = node[key];
  return typeof value === "object" && value !== null ? (value as Node) : {};
}

function main(): void {
  const manifest: unknown = parse(readFileSync(path.join(root, "manifest.yml"), "utf8"));
  const text = stringify(socketVariant(manifest), { lineWidth: 0 });
  writeFileSync(path.join(root, "manifest.socket.yml"), `${HEAD}${text}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
