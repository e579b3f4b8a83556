import { type DestinationStream, pino } from "pino";
import type { Log } from "../operations/ports/world.ts";
import { redactFields, redactText } from "./redact.ts";
import { currentRequestId } from "./request-scope.ts";

export interface LoggerOptions {
  level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** The installation's own secrets: blacked out wherever they turn up. */
  secrets: readonly string[];
  /** Standard output where none is given. */
  destination?: DestinationStream;
}

/** Shorter ones would black out half of the log. */
const SHORTEST_SECRET = 6;

/**
 * The log: one JSON object a line. Secrets are taken out twice, by key before the line is written and by form and value in
 * the finished line, because a text of a provider or an SDK can hold anything.
 */
export function createLogger({ level, secrets, destination }: LoggerOptions): Log {
  const written = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    // As the secret stands inside a line of JSON.
    .map((secret) => JSON.stringify(secret).slice(1, -1));
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (err: unknown) => err },
    mixin: () => {
      const requestId = currentRequestId();
      return requestId === undefined ? {} : { requestId };
    },
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redactFields(fields) as Record<string, unknown>,
    },
    hooks: { streamWrite: (line: string) => redactText(line, written) },
  };
  const logger = destination ? pino(options, destination) : pino(options);
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}
