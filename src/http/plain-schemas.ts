import { z } from "zod";

/** Control characters and lone surrogates: PostgreSQL refuses some, and none belongs in a name or an id. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

const typed = (expected: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? "is required" : `must be ${expected}`;

/** Text of 1 to `longest` characters, without surrounding spaces. */
export function text(longest: number) {
  return z
    .string({ error: typed("text") })
    .trim()
    .min(1, { error: "must not be empty" })
    .max(longest, { error: `must not be longer than ${longest} characters` })
    .refine((value) => !UNPRINTABLE.test(value), { error: "must not hold control characters" });
}

/** Text that may be empty or have line breaks, e.g. a message for people. */
export function longText(longest: number) {
  return z
    .string({ error: typed("text") })
    .max(longest, { error: `must not be longer than ${longest} characters` })
    .transform((value) => value.replaceAll(/[^\P{Cc}\n\t]|\p{Cs}/gu, "\uFFFD").trim());
}

/** True or false, nothing that resembles it; absent or null is false. */
export const flag = z
  .boolean({ error: typed("true or false") })
  .nullish()
  .meta({ default: false, description: "Left out: false." })
  .transform((value) => value ?? false);

/** An object, with its own words for anything else. */
export function fields<S extends z.ZodRawShape>(shape: S) {
  return z.object(shape, { error: typed("a JSON object") });
}

const MOST_ITEMS = 20;

/** At most 20 items (product.md 8), each once. */
export function upTo20<T extends z.ZodType<string>>(item: T) {
  return z
    .array(item, { error: typed("an array") })
    .max(MOST_ITEMS, { error: `must not hold more than ${MOST_ITEMS} items` })
    .transform((items) => [...new Set(items)]);
}

/** One of the given words. */
export function oneOf<const W extends readonly [string, ...string[]]>(words: W) {
  return z.enum(words, { error: `must be one of ${words.join(", ")}` });
}
