import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Operations } from "../../../src/operations/operations.ts";
import type { Turns } from "../../../src/operations/ports/turns.ts";
import type { Clock } from "../../../src/operations/ports/world.ts";
import { createSlack, type Slack } from "../../../src/slack/create-slack.ts";
import type { SocketDialling } from "../../../src/slack/serve-slack.ts";
import type { SlackConfig } from "../../../src/slack/slack-config.ts";
import { defaults } from "../../../standins/slack/default-workspace.ts";
import {
  createSlackStandin,
  type SlackStandin,
  type SlackStandinOptions,
} from "../../../standins/slack/slack-standin.ts";
import { createMemoryTurns } from "../../support/memory-turns.ts";
import { createFakeOperations, type FakeOperations } from "./fake-operations.ts";
import { type LinkMode, linkMode } from "./link-mode.ts";

export interface LogLine {
  level: "info" | "warn" | "error";
  fields: Record<string, unknown>;
  message: string;
}

export interface SlackHarness {
  slack: SlackStandin;
  bot: Slack;
  operations: FakeOperations;
  log: LogLine[];
  url: string;
  close(): Promise<void>;
}

export interface HarnessOptions extends SlackStandinOptions {
  config?: Partial<SlackConfig>;
  clock?: Clock;
  /** Default true: started, and waited until the identity is known. */
  started?: boolean;
  operations?: (fake: FakeOperations) => Operations;
  /** Default: HTTP, unless the whole file runs through a socket. */
  mode?: LinkMode;
  dialling?: Partial<SocketDialling>;
  /** People may act so fast only, as in earnest. */
  paced?: boolean;
  meter?: Parameters<typeof createSlack>[0]["meter"];
  /** A Slack that runs already, and is left running. */
  slack?: SlackStandin;
}

const realClock: Clock = { now: () => new Date(), sleep: (ms) => sleep(ms) };

/** Time passes by sleeping only, and at once. */
export function quickClock(): Clock & { slept: number[]; advance(ms: number): void } {
  let at = Date.now();
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(at),
    advance: (ms) => {
      at += ms;
    },
    sleep: async (ms) => {
      slept.push(ms);
      at += ms;
    },
  };
}

/** Most tests press faster than a person can. */
function freely(clock: Clock): Turns {
  const turns = createMemoryTurns(clock);
  return {
    ...turns,
    take: async (lane, pace) =>
      lane.startsWith("person ") ? { taken: true, waitMs: 0 } : turns.take(lane, pace),
  };
}

/** The real surface behind a real HTTP server, the Slack stand-in on the other side, and operations in memory. */
export async function startSlackHarness(options: HarnessOptions = {}): Promise<SlackHarness> {
  const slack = options.slack ?? (await createSlackStandin(options));
  const mode = options.mode ?? linkMode();
  const log: LogLine[] = [];
  const write = (level: LogLine["level"]) => (fields: Record<string, unknown>, message: string) =>
    void log.push({ level, fields, message });
  const config: SlackConfig = {
    botToken: slack.workspace.botToken,
    link:
      mode === "socket"
        ? { mode, appToken: slack.workspace.appToken }
        : { mode, signingSecret: slack.workspace.signingSecret },
    apiUrl: slack.apiUrl,
    alertChannel: defaults.alerts,
    onCallUsergroup: defaults.oncall,
    onCallUsers: [],
    approversUsergroup: null,
    runbookUrl: "https://lineman.example.com/runbook",
    consoleLinks: {},
    ...options.config,
  };
  const operations = createFakeOperations();
  const bot = createSlack({
    config,
    turns: options.paced ? createMemoryTurns(options.clock ?? realClock) : freely(options.clock ?? realClock),
    ...(options.meter ? { meter: options.meter } : {}),
    clock: options.clock ?? realClock,
    log: { info: write("info"), warn: write("warn"), error: write("error") },
    ...(options.dialling ? { dialling: options.dialling } : {}),
  });
  bot.serve(options.operations?.(operations) ?? operations);
  const server = createServer((request, response) => bot.requestListener(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (mode === "http") slack.connect(url);
  if (options.started !== false) {
    bot.start();
    await waitFor(() => bot.ready().ok);
  }
  return {
    slack,
    bot,
    operations,
    log,
    url,
    async close() {
      await bot.drain(2000);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (options.slack === undefined) await slack.close();
    },
  };
}

/** Waits for a condition of the bot, which the stand-in cannot see. */
export async function waitFor(condition: () => boolean, timeoutMs = 5000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${condition}`);
    await sleep(5);
  }
}

/** Something that waits until it is let through. */
export function aGate(): { passed: Promise<void>; open(): void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
