import type { IncomingHttpHeaders } from "node:http";

/** One request as a stand-in sees it. `path` has no query; `inFlight` counts this request too. */
export type StandinRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly inFlight: number;
};

export type StandinReply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** What a stand-in remembers of one request. `status` is null while no answer was sent (reset, hang). */
export type RecordedCall = {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  status: number | null;
  faultId?: string;
};

/** Something a correct client never sends: a test that ends with one of these has found a bug. */
export type Violation = { readonly method: string; readonly path: string; readonly reason: string };

/** A JSON answer; `headers` may replace the content type. */
export function jsonReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): StandinReply {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

const SECRET_HEADERS = new Set(["authorization", "proxy-authorization", "cookie", "x-slack-signature"]);

/** Request headers for the record: a secret keeps its scheme ("Basic") and loses the rest. */
export function headersWithoutSecrets(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(", ") : value;
    kept[name] = SECRET_HEADERS.has(name) ? `${text.split(" ")[0]?.slice(0, 6) ?? ""} [hidden]` : text;
  }
  return kept;
}
