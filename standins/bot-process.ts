import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
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

/**
 * Starts the bot as a process of its own and waits until it says that it is ready, or with `until: "alive"` only that it
 * listens. `npm`: with `npm start`, as operators do.
 */
export async function startBot(
  env: Record<string, string>,
  options: { readyWithinMs?: number; npm?: boolean; until?: "alive" | "ready" } = {},
): Promise<BotProcess> {
  const port = env["PORT"] ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const command: [string, string[]] = options.npm
    ? ["npm", ["start", "--silent"]]
    : [process.execPath, ["--import", "tsx", "src/main.ts", "start"]];
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
  const bot: BotProcess = {
    url,
    process: child,
    output: () => output,
    stop: async () => {
      if (child.exitCode !== null) return child.exitCode;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
  await untilAnswers(
    bot,
    options.until === "alive" ? "/healthz" : "/readyz",
    options.readyWithinMs ?? 60_000,
  );
  return bot;
}

async function untilAnswers(bot: BotProcess, path: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    if (bot.process.exitCode !== null)
      throw new Error(`the bot ended with ${bot.process.exitCode}:\n${bot.output()}`);
    const answer = await fetch(`${bot.url}${path}`).catch(() => null);
    if (answer?.status === 200) return;
    if (Date.now() > deadline) throw new Error(`the bot was not ready in ${withinMs} ms:\n${bot.output()}`);
    await sleep(100);
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
