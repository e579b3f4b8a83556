import { setTimeout as pause } from "node:timers/promises";
import type { Clock, Log } from "../operations/ports/world.ts";
import type { Directory, SlackIdentity } from "./directory.ts";
import { describeFailure, SlackCallFailed } from "./slack-failure.ts";

/** Whether Slack answers to our token. `why` is a sentence for people, null while all is well. */
export interface SlackReadiness {
  ok: boolean;
  why: string | null;
  since: Date;
}

/** Learns from Slack who we are, and keeps asking whether that still holds. */
export interface IdentityWatch {
  /** Null until Slack has told: until then every request is refused. */
  current(): SlackIdentity | null;
  readiness(): SlackReadiness;
  start(): void;
  /** Asks again now: something happened that may have ended our access. */
  recheck(): void;
  stop(): void;
}

const HEALTHY_PAUSE_MS = 60_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** Runs in the background; neither Slack's absence nor a wrong token ends the process. */
export function createIdentityWatch(
  directory: Directory,
  { clock, log }: { clock: Clock; log: Log },
): IdentityWatch {
  let identity: SlackIdentity | null = null;
  let readiness: SlackReadiness = { ok: false, why: "Slack has not been asked yet.", since: clock.now() };
  let running: AbortController | null = null;
  let wakeUp = new AbortController();

  function note(why: string | null): void {
    if (readiness.why === why) return;
    readiness = { ok: why === null, why, since: clock.now() };
    if (why === null) log.info({ ...identity }, "Slack answers to the bot token");
    else
      log.error(
        { why },
        "Slack does not answer to the bot token: buttons and commands are refused until it does",
      );
  }

  async function ask(): Promise<boolean> {
    try {
      identity = await directory.identify();
      note(null);
      return true;
    } catch (error) {
      note(explain(error));
      return false;
    }
  }

  async function watch(stopped: AbortSignal): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!stopped.aborted) {
      const healthy = await ask();
      const waitMs = healthy ? HEALTHY_PAUSE_MS : retryMs;
      retryMs = healthy ? FIRST_RETRY_MS : Math.min(retryMs * 2, LONGEST_RETRY_MS);
      wakeUp = new AbortController();
      const signal = AbortSignal.any([stopped, wakeUp.signal]);
      await pause(waitMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  return {
    current: () => identity,
    readiness: () => readiness,
    start() {
      if (running !== null) return;
      running = new AbortController();
      void watch(running.signal);
    },
    recheck: () => wakeUp.abort(),
    stop: () => running?.abort(),
  };
}

function explain(error: unknown): string {
  if (!(error instanceof SlackCallFailed)) return "Slack could not be asked for an unexpected reason.";
  const { reason } = error;
  if (reason.kind !== "refused") return `Slack did not answer: ${describeFailure(reason)}.`;
  return `Slack refuses the bot token (${describeFailure(reason)}). Install the app again and set SLACK_BOT_TOKEN.`;
}
