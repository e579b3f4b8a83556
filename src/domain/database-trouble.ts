const REFUSED = "it refuses the connection or cannot be reached";
const BROKEN = "the connection to it broke";
const SILENT = "it does not answer in time";
const TURNING = "it is starting or stopping";
const LOGIN = "it refuses the user or the password";
const UNKNOWN_HOST = "its host name cannot be resolved";
const DISK = "its disk is full";
const LOCKED = "another program keeps what is needed locked";

/** Codes of node, PostgreSQL (appendix A of its manual) and Prisma, and the words that Prisma's adapter has instead of them. */
const PHRASES: Record<string, string> = {
  ECONNREFUSED: REFUSED,
  EHOSTUNREACH: REFUSED,
  ENETUNREACH: REFUSED,
  P1001: REFUSED,
  DatabaseNotReachable: REFUSED,
  ENOTFOUND: UNKNOWN_HOST,
  EAI_AGAIN: UNKNOWN_HOST,
  ECONNRESET: BROKEN,
  EPIPE: BROKEN,
  P1017: BROKEN,
  ConnectionClosed: BROKEN,
  ETIMEDOUT: SILENT,
  "57014": SILENT,
  P1002: SILENT,
  P1008: SILENT,
  P2024: SILENT,
  P2028: SILENT,
  SocketTimeout: SILENT,
  "57P01": TURNING,
  "57P02": TURNING,
  "57P03": TURNING,
  "53300": "it takes no more connections",
  TooManyConnections: "it takes no more connections",
  "28P01": LOGIN,
  "28000": LOGIN,
  AuthenticationFailed: LOGIN,
  DatabaseAccessDenied: LOGIN,
  "3D000": "there is no database of that name",
  DatabaseDoesNotExist: "there is no database of that name",
  "53100": DISK,
  "55P03": LOCKED,
};

/** node-postgres has no codes of its own. */
const MESSAGES: readonly [RegExp, string][] = [
  [/^Connection terminated due to connection timeout$/, SILENT],
  [/^timeout (exceeded|expired)\b/, SILENT],
  [/^Connection terminated|^Client has encountered a connection error|^Client was closed/, BROKEN],
];

const DEEPEST = 6;

/**
 * Why the database did not do what it should, as a phrase without internals that may leave the house; null where the error
 * is about something else. Looks into what an error wraps: a cause, several addresses, what Prisma's adapter was told.
 */
export function databaseTrouble(error: unknown): string | null {
  return error instanceof DatabaseAwaited ? error.trouble : look(error, 0);
}

/** Whether the trouble is the database's as a whole, not that of one row that is locked. */
export function isDatabaseAway(error: unknown): boolean {
  const trouble = databaseTrouble(error);
  return trouble !== null && trouble !== LOCKED;
}

function look(thrown: unknown, depth: number): string | null {
  if (typeof thrown !== "object" || thrown === null || depth > DEEPEST) return null;
  const { code, originalCode, kind, message, cause, meta, errors } = thrown as Record<string, unknown>;
  const inside = [cause, Array.isArray(errors) ? errors[0] : undefined, adapterErrorOf(meta)];
  for (const one of inside) {
    const phrase = look(one, depth + 1);
    if (phrase !== null) return phrase;
  }
  for (const word of [originalCode, code, kind])
    if (typeof word === "string" && Object.hasOwn(PHRASES, word)) return PHRASES[word] ?? null;
  if (typeof message !== "string") return null;
  return MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? null;
}

function adapterErrorOf(meta: unknown): unknown {
  return typeof meta === "object" && meta !== null && "driverAdapterError" in meta
    ? meta.driverAdapterError
    : null;
}

/** Thrown where something is asked for before the database was reached for the first time. */
export class DatabaseAwaited extends Error {
  /** As `databaseTrouble` words it. */
  readonly trouble: string;
  constructor(trouble: string) {
    super(`the database is waited for: ${trouble}`);
    this.trouble = trouble;
  }
}
