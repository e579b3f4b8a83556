import type { JsonSchema } from "./json-schemas.ts";
import type { DocumentedRoute } from "./route-doc.ts";

export interface OpenapiHeader {
  description: string;
  schema: JsonSchema;
}

const header = (description: string): OpenapiHeader => ({ description, schema: { type: "string" } });

const REQUEST_ID = header("The caller's, or a new one.");
const REPLAYED = header("true where this is the answer to an earlier request with the same Idempotency-Key.");
/** By the status that it may stand beside. */
const RETRY_AFTER: Record<number, OpenapiHeader> = {
  409: header("In seconds; sent where a request with the same Idempotency-Key is under way."),
  429: header("In seconds."),
  503: header("In seconds; sent where too many requests are under way, or the database does not work."),
};

/** What an operation brings is kept under its key: its successes, and what it did in vain. */
const isKept = (status: number) => status < 300 || status === 422;

/** The headers that a route's answer with this status carries, or may. */
export function headersOf(
  { method, scope }: Pick<DocumentedRoute, "method" | "scope">,
  status: number,
): Record<string, OpenapiHeader> {
  // What needs no token has neither a limit nor a key.
  const retryAfter = scope === null ? undefined : RETRY_AFTER[status];
  return {
    "X-Request-Id": REQUEST_ID,
    ...(retryAfter === undefined ? {} : { "Retry-After": retryAfter }),
    ...(method !== "GET" && isKept(status) ? { "Idempotency-Replayed": REPLAYED } : {}),
  };
}
