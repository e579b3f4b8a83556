import { once } from "node:events";
import { type BotProcess, spawnBot, untilReady } from "../standins/bot-process.ts";
import { type Exchange, type HttpProxy, startProxy } from "./proxy.ts";

/** One replica of the bot: the process of the moment, and the ones before it. */
export interface Replica {
  index: number;
  /** Starts a process; resolves as soon as it exists. */
  spawn(): Promise<void>;
  /** Resolves when it is ready, or has ended before: then false. */
  ready(): Promise<boolean>;
  /** SIGKILL, and the end of it. */
  kill(): Promise<void>;
  /** Its own address; null while it is not ready. */
  url(): string | null;
  pid(): number;
  /** What it asks Slack and Twilio next is answered to nobody if `strike` says so: it is killed before it hears. */
  aim(strike: ((exchange: Exchange & { at: "slack" | "twilio" }) => boolean) | null): void;
}

/** Replicas on one database behind a load balancer that gives each request to the next one. */
export interface Fleet {
  /** Of the load balancer. */
  url: string;
  replicas: Replica[];
  start(): Promise<void>;
  close(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;

/** Nothing is started yet. Every replica reaches Slack and Twilio through taps of its own, so that it can be told apart. */
export async function createFleet(size: number, env: Record<string, string>): Promise<Fleet> {
  const replicas = await Promise.all(Array.from({ length: size }, (_, index) => createReplica(index, env)));
  let turn = 0;
  const balancer = await startProxy({
    targets: () => {
      turn += 1;
      const urls = replicas.flatMap(({ replica }) => replica.url() ?? []);
      return urls.map((_, index) => urls[(index + turn) % urls.length] ?? "");
    },
  });
  return {
    url: balancer.url,
    replicas: replicas.map(({ replica }) => replica),
    async start() {
      await Promise.all(replicas.map(({ replica }) => replica.spawn()));
      const started = await Promise.all(replicas.map(({ replica }) => replica.ready()));
      if (started.includes(false)) throw new Error("a replica did not start");
    },
    async close() {
      await Promise.all(replicas.map(({ close }) => close()));
      await balancer.close();
    },
  };
}

interface Running {
  bot: BotProcess;
  ready: boolean;
  ended: Promise<unknown>;
}

async function createReplica(index: number, env: Record<string, string>) {
  let running: Running | null = null;
  let strike: Parameters<Replica["aim"]>[0] = null;
  const tap = (at: "slack" | "twilio", target: string): Promise<HttpProxy> =>
    startProxy({
      targets: () => [target],
      answered: (exchange) => {
        if (strike?.({ ...exchange, at }) !== true) return "pass";
        strike = null;
        running?.bot.process.kill("SIGKILL");
        return "drop";
      },
    });
  const slackUrl = new URL(env["SLACK_API_URL"] ?? "");
  const taps = await Promise.all([tap("slack", slackUrl.origin), tap("twilio", env["TWILIO_API_URL"] ?? "")]);
  const own = {
    ...env,
    SLACK_API_URL: taps[0].url + slackUrl.pathname,
    TWILIO_API_URL: taps[1].url,
  };
  const replica: Replica = {
    index,
    async spawn() {
      const bot = await spawnBot(own);
      running = { bot, ready: false, ended: once(bot.process, "exit") };
    },
    async ready() {
      const waitedFor = running;
      if (waitedFor === null) return false;
      const isReady = untilReady(waitedFor.bot, READY_WITHIN_MS).then(
        () => true,
        (error: unknown) => {
          if (waitedFor.bot.process.signalCode === "SIGKILL") return false;
          throw error;
        },
      );
      const ended = waitedFor.ended.then(() => false);
      waitedFor.ready = await Promise.race([isReady, ended.then(() => isReady)]);
      return waitedFor.ready;
    },
    async kill() {
      strike = null;
      running?.bot.process.kill("SIGKILL");
      await running?.ended;
      running = null;
    },
    url: () => (running?.ready ? running.bot.url : null),
    pid: () => running?.bot.process.pid ?? 0,
    aim(next) {
      strike = next;
    },
  };
  const close = async () => {
    await running?.bot.stop();
    await Promise.all(taps.map((each) => each.close()));
  };
  return { replica, close };
}
