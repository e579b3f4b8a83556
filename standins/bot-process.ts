import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

export interface BotProcess {
  url: string;
  process: ChildProcess;
  /** Everything it has written so far. */
  output(): string;
  /** Sends SIGTERM and waits for the end; the exit code. */
  stop(): Promise<number | null>;
}

export interface StartOptions {
  readyWithinMs?: number;
  /** With `npm start`, as operators do. */
  npm?: boolean;
  /** "alive": it listens, whatever it still lacks. Default "ready". */
  until?: "alive" | "ready";
}

/** Starts the bot as a process of its own and waits until it says that it is ready; throws where it ends or is late. */
export async function startBot(env: Record<string, string>, options: StartOptions = {}): Promise<BotProcess> {
  const { until = "ready", readyWithinMs = 60_000 } = options;
  const bot = await spawnBot(env, options);
  await untilAnswers(bot, until === "alive" ? "/healthz" : "/readyz", readyWithinMs);
  return bot;
}

/** Starts the bot as a process of its own and waits for nothing: whoever wants to end it may do so while it starts. */
export async function spawnBot(
  env: Record<string, string>,
  options: Pick<StartOptions, "npm"> = {},
): Promise<BotProcess> {
  const port = env["PORT"] ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const command: [string, string[]] = options.npm
    ? ["npm", ["start", "--silent"]]
    : [process.execPath, ["bin/lineman.mjs", "start"]];
  const child = spawn(...command, {
    cwd: ROOT,
    env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "test", ...env, PORT: port, PUBLIC_URL: url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  return {
    url,
    process: child,
    output: () => output,
    stop: async () => {
      if (hasEnded(child)) return child.exitCode;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

/** Waits until the bot says that it is ready; throws where it ends before that, or is late. */
export function untilReady(bot: BotProcess, withinMs: number): Promise<void> {
  return untilAnswers(bot, "/readyz", withinMs);
}

async function untilAnswers(bot: BotProcess, path: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    if (hasEnded(bot.process))
      throw new Error(
        `the bot ended with ${bot.process.exitCode ?? bot.process.signalCode}:\n${bot.output()}`,
      );
    const answer = await fetch(`${bot.url}${path}`).catch(() => null);
    if (answer?.status === 200) return;
    if (Date.now() > deadline) throw new Error(`the bot was not ready in ${withinMs} ms:\n${bot.output()}`);
    await sleep(100);
  }
}

/** Below those that the system gives to whoever asks for any (from 32768 on Linux): none of these is taken between two looks. */
const PORTS = { from: 15_000, to: 32_000 };

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
