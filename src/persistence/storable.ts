import type { Json } from "../domain/phone-number.ts";

// PostgreSQL takes neither in text nor in jsonb; both can come in a message that another program sends as JSON.
const NUL = /\0/g;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The text without what PostgreSQL cannot store: NUL is dropped, half a surrogate pair becomes U+FFFD. */
export function storableText(text: string): string {
  return text.replace(NUL, "").replace(LONE_SURROGATE, "\uFFFD");
}

/** The same for every text in a JSON value, keys included. */
export function storableJson(value: Json): Json {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (value !== null && typeof value === "object")
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [storableText(key), storableJson(item)]),
    );
  return value;
}
