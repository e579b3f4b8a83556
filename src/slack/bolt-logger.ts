import { type Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../operations/ports/world.ts";

const ignore = () => {};

/** For our own clients: whoever makes a call reports its failure. */
export const silentLogger: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  setLevel: ignore,
  getLevel: () => LogLevel.ERROR,
  setName: ignore,
};

/** What Bolt says, as part of our log. Debug is dropped: it holds whole bodies and answers (slack.md 7.8). */
export function createBoltLogger(log: Log): Logger {
  const say = (parts: unknown[]) => parts.map(String).join(" ").slice(0, 500);
  return {
    ...silentLogger,
    warn: (...parts) => log.warn({ from: "bolt" }, say(parts)),
    error: (...parts) => log.error({ from: "bolt" }, say(parts)),
  };
}
