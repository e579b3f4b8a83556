import type { Cause } from "../../domain/cause.ts";

/** Twirp's error codes (twitchtv.github.io/twirp/docs/spec_v7.html) as a teardown meets them (telephony.md 3.3). */
const CAUSE_OF_CODE: Readonly<Record<string, Cause>> = {
  unauthenticated: "credentials",
  permission_denied: "permission",
  resource_exhausted: "rate_limited",
  deadline_exceeded: "timeout",
  already_exists: "conflict",
  failed_precondition: "conflict",
  aborted: "conflict",
  internal: "unavailable", // also "sip not connected (redis required)"
  unavailable: "unavailable",
  unknown: "unavailable",
};

const CAUSE_OF_STATUS: Readonly<Record<number, Cause>> = {
  401: "credentials",
  403: "permission",
  408: "timeout",
  429: "rate_limited",
};

/** The code decides where it is known, else the status. A 404 that is not not_found (bad_route) proves nothing. */
export function causeOfAnswer(status: number, code: string | null): Cause {
  const byCode = code === null ? undefined : CAUSE_OF_CODE[code];
  return byCode ?? CAUSE_OF_STATUS[status] ?? (status >= 500 ? "unavailable" : "unexpected");
}

/** Codes of undici under fetch's "fetch failed". The others (ECONNREFUSED, ENOTFOUND, TLS) mean `unavailable`. */
const CAUSE_OF_FAILURE: Readonly<Record<string, Cause>> = {
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  ETIMEDOUT: "timeout",
};

export function causeOfFailure(code: string | null): Cause {
  return (code === null ? undefined : CAUSE_OF_FAILURE[code]) ?? "unavailable";
}
