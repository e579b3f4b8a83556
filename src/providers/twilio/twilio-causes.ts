import type { Cause } from "../../domain/cause.ts";

/** Twilio's error dictionary (telephony.md 1.5 and 6). Codes are surer than HTTP statuses, which it does not document. */
const CAUSE_OF_CODE: Readonly<Record<number, Cause>> = {
  20003: "credentials",
  20008: "credentials", // test credentials
  20006: "permission",
  20403: "permission",
  70051: "permission", // a restricted API key
  10001: "account_inactive",
  20005: "account_inactive",
  90010: "account_inactive",
  20429: "rate_limited",
  20500: "unavailable",
  20503: "unavailable",
  21236: "in_use", // access control list mapped to a SIP domain
  21241: "in_use", // credential list mapped to a SIP domain
  21247: "in_use", // trunk with subdomains
  21634: "in_use", // trunk used for emergency calling
  20409: "conflict",
  21245: "conflict",
};

const CAUSE_OF_STATUS: Readonly<Record<number, Cause>> = {
  401: "credentials",
  403: "permission",
  408: "timeout",
  409: "conflict",
  429: "rate_limited",
};

/** The code decides where it is known, else the status. A 404 without code 20404 says nothing about what was asked for. */
export function causeOfAnswer(status: number, code: number | null): Cause {
  const byCode = code === null ? undefined : CAUSE_OF_CODE[code];
  return byCode ?? CAUSE_OF_STATUS[status] ?? (status >= 500 ? "unavailable" : "unexpected");
}

/** Codes of axios and node for a request without an answer. The others (ECONNRESET, ENOTFOUND, TLS) mean `unavailable`. */
const CAUSE_OF_FAILURE: Readonly<Record<string, Cause>> = {
  ECONNABORTED: "timeout",
  ETIMEDOUT: "timeout",
  ERR_BAD_OPTION: "unexpected",
  ERR_BAD_OPTION_VALUE: "unexpected",
  ERR_INVALID_URL: "unexpected",
};

export function causeOfFailure(code: string): Cause {
  return CAUSE_OF_FAILURE[code] ?? "unavailable";
}
