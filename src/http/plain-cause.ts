/** Codes of node, PostgreSQL and Prisma that say: the database is not there, or has no time. */
const DATABASE_AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "ETIMEDOUT",
  "EPIPE",
  "53300",
  "57P01",
  "57P03",
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
]);

/** Why something failed that nobody expected, in words that may leave the house: never an error's own text. */
export function plainCause(error: unknown): string {
  let link: unknown = error;
  for (let depth = 0; depth < 5 && link instanceof Error; depth += 1) {
    const { code } = link as { code?: unknown };
    if (typeof code === "string" && DATABASE_AWAY.has(code)) return "the database could not be reached";
    link = link.cause;
  }
  return "unexpected error, the request id tells it in the log";
}
