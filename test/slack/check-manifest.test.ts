import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { type CodeFacts, codeFacts, disagreements, socketFaults } from "../../scripts/check-manifest.ts";

let manifest: Record<string, unknown>;
let folder: string;
beforeAll(async () => {
  manifest = parse(await readFile("manifest.yml", "utf8"));
  folder = await mkdtemp(path.join(tmpdir(), "manifest-"));
});
afterAll(() => rm(folder, { recursive: true }));

const code = codeFacts();
const found = (changes: Partial<CodeFacts> = {}, changed: unknown = manifest) =>
  disagreements(changed, { ...code, ...changes });

/** The manifest with the value at a path of keys replaced; undefined takes it away. */
function changed(keys: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(manifest);
  let place = copy as Record<string | number, unknown>;
  for (const key of keys.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  place[keys.at(-1) ?? ""] = value;
  return JSON.parse(JSON.stringify(copy));
}

describe("the manifest", () => {
  it("agrees with the code", () => {
    expect(found()).toEqual([]);
    expect(code.methods).toContain("chat.postMessage");
    expect(code.methods).toContain("usergroups.users.list");
  });

  it.each([
    [
      "a command only in the code",
      { commands: ["/phone", "/trunk"] },
      "slash command /trunk: the code needs it",
    ],
    [
      "a shortcut only in the code",
      { shortcuts: ["look_up_phone_number", "shut_down"] },
      "message shortcut shut_down: the code needs it",
    ],
    [
      "a shortcut only in the manifest",
      { shortcuts: [] },
      "message shortcut look_up_phone_number: in the manifest, but",
    ],
    [
      "a verb that the hint does not name",
      { verbs: [...code.verbs, "dance"] },
      "usage_hint of /phone: the code knows dance",
    ],
    [
      "an event only in the code",
      { events: [...code.events, "team_join"] },
      "event team_join: the code needs it",
    ],
    [
      "an event only in the manifest",
      { events: code.events.slice(1) },
      `event ${code.events[0]}: in the manifest, but`,
    ],
    [
      "a method of unknown scopes",
      { methods: [...code.methods, "pins.add"] },
      "method pins.add: its scopes are not in",
    ],
    [
      "a scope that nothing needs",
      { methods: code.methods.filter((name) => name !== "conversations.open") },
      "scope im:write: in the manifest, but",
    ],
  ])("shows %s", (_what, changes, words) => {
    expect(found(changes).join("\n")).toContain(words);
  });

  it.each([
    ["interactivity is off", ["settings", "interactivity", "is_enabled"], false, "interactivity is off"],
    [
      "no address for interactivity",
      ["settings", "interactivity", "request_url"],
      undefined,
      "interactivity.request_url is missing",
    ],
    [
      "no address for events",
      ["settings", "event_subscriptions", "request_url"],
      undefined,
      "event_subscriptions.request_url is missing",
    ],
    [
      "no address for the command",
      ["features", "slash_commands", 0, "url"],
      undefined,
      "the url of /phone is missing",
    ],
    [
      "another path",
      ["features", "slash_commands", 0, "url"],
      "https://lineman.example.com/other",
      "does not end in /slack/events",
    ],
    ["a global shortcut", ["features", "shortcuts", 0, "type"], "global", "knows message shortcuts only"],
    ["a name that is too long", ["display_information", "name"], "x".repeat(36), "display_information.name"],
    ["the Home tab off", ["features", "app_home", "home_tab_enabled"], false, "the Home tab is off"],
    [
      "a scope missing",
      ["oauth_config", "scopes", "bot"],
      ["commands"],
      "scope chat:write: the code needs it",
    ],
  ])("shows %s", (_what, keys, value, words) => {
    expect(found({}, changed(keys, value)).join("\n")).toContain(words);
  });

  it("has a variant for Socket Mode without addresses, which agrees with the code too", async () => {
    const socket: unknown = parse(await readFile("manifest.socket.yml", "utf8"));
    expect(socketFaults(manifest, socket)).toEqual([]);
    expect(found({}, socket)).toEqual([]);
    expect(JSON.stringify(socket)).not.toContain("https://");
    expect(socket).toMatchObject({ settings: { socket_mode_enabled: true } });
    expect(socketFaults(manifest, manifest).join()).toContain("npm run manifest:socket");
  });

  it("is checked by a command whose exit code tells", async () => {
    const broken = path.join(folder, "manifest.yml");
    await writeFile(
      broken,
      stringify(changed(["settings", "event_subscriptions", "bot_events"], ["app_home_opened"])),
    );
    expect(await run([])).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining("agrees with the code"),
    });
    const failed = await run([broken]);
    expect(failed.exitCode).toBe(1);
    expect(failed.output).toContain("event tokens_revoked: the code needs it");
  }, 60_000);
});

function run(args: readonly string[]): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    const command = ["--import", "tsx", "scripts/check-manifest.ts", ...args];
    execFile(process.execPath, command, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === "number" ? error.code : 0, output: stdout + stderr });
    });
  });
}
