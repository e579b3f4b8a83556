/** What stands where a secret stood. */
const REDACTED = "[redacted]";

/** Keys whose value is never written, whatever it is. Compared without case, `-` and `_`. */
const SECRET_KEYS = new Set([
  "authorization",
  "authtoken",
  "token",
  "bottoken",
  "apptoken",
  "accesstoken",
  "refreshtoken",
  "password",
  "passwd",
  "secret",
  "signingsecret",
  "clientsecret",
  "apisecret",
  "apikey",
  "encryptionkey",
  "cookie",
  "setcookie",
  "responseurl",
  "triggerid",
  "twilioauthtoken",
  "privatemetadata",
]);

/** Secrets that give themselves away by their form, inside any text. */
const SECRET_FORMS: readonly [RegExp, string][] = [
  [/\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]+/g, REDACTED],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  // A response_url lets whoever holds it write into the conversation.
  [/https:\/\/hooks\.slack\.com\/[^\s"'\\]+/g, REDACTED],
  // user:password@ of any address.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'\\]*):[^\s@/"'\\]+@/gi, `$1:${REDACTED}@`],
  // Twilio's auth tokens: 32 hex digits alone. An id has its two letters before them and is kept.
  [/\b[0-9a-f]{32}\b/g, REDACTED],
];

/** Nothing that Lineman logs is deeper; what is may be a request object of an SDK. */
const DEEPEST = 6;

/**
 * A copy that may be written to a log: secret keys blacked out, errors reduced to name, message, code, stack and cause (an
 * SDK's error carries the Authorization header and form bodies, telephony.md 1.3).
 */
export function redactFields(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== "object") return typeof value === "bigint" ? String(value) : value;
  if (depth > DEEPEST) return "[too deep]";
  if (value instanceof Error) return errorFields(value, depth);
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((item) => redactFields(item, depth + 1));
  if (ArrayBuffer.isView(value)) return "[bytes]";
  if (value instanceof Map || value instanceof Set) return `[${value.constructor.name} of ${value.size}]`;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      isSecretKey(key) ? REDACTED : redactFields(item, depth + 1),
    ]),
  );
}

/** Blacks out secrets by their form, and the given ones wherever they stand. */
export function redactText(text: string, secrets: readonly string[]): string {
  const known = secrets.reduce((rest, secret) => rest.replaceAll(secret, REDACTED), text);
  return SECRET_FORMS.reduce((rest, [form, replacement]) => rest.replaceAll(form, replacement), known);
}

function isSecretKey(key: string): boolean {
  return SECRET_KEYS.has(key.toLowerCase().replaceAll(/[-_]/g, ""));
}

function errorFields(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack } = error;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return {
    name,
    message,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    stack,
    ...(cause === undefined ? {} : { cause: redactFields(cause, depth + 1) }),
    ...(error instanceof AggregateError ? { errors: redactFields(error.errors, depth + 1) } : {}),
  };
}
