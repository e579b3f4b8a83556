import type { Cause } from "../domain/cause.ts";

const LONGEST_QUOTE = 300;

/** Shapes of secrets whose value is not known here: authorization headers and JSON web tokens. */
const SECRET_SHAPES = [/\b(Basic|Bearer)\s+[A-Za-z0-9+/=._~-]+/gi, /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g];

/** What a provider wrote, fit for a sentence: one line of at most 300 characters, with the given secrets blacked out. */
export function quotable(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) if (secret !== "") safe = safe.replaceAll(secret, "[hidden]");
  for (const shape of SECRET_SHAPES) safe = safe.replace(shape, "[hidden]");
  const line = safe.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE - 1)}…`;
}

const SENTENCES: Readonly<Record<Cause, (name: string) => string>> = {
  credentials: (name) => `${name} rejected the credentials`,
  permission: (name) => `${name} says that the credentials lack a permission`,
  account_inactive: (name) => `${name} says that the account is not active`,
  rate_limited: (name) => `${name} says that there are too many requests`,
  unavailable: (name) => `${name} answered with an error of its own`,
  timeout: (name) => `${name} did not answer in time`,
  in_use: (name) => `${name} refused because something else still uses it`,
  conflict: (name) => `${name} refused because of a conflict with what exists`,
  invalid_id: (name) => `An id recorded for ${name} has the wrong form, so ${name} was not asked`,
  unexpected: (name) => `${name} gave an unexpected answer`,
};

/** What a cause means in one plain sentence, with the provider's own words (`said`) in brackets where there are any. */
export function sentenceOf(cause: Cause, name: string, said = ""): string {
  return withWords(SENTENCES[cause](name), said);
}

/** The sentence for a request that never got an answer. */
export function unreachable(name: string, said: string): string {
  return withWords(`${name} could not be reached`, said);
}

function withWords(sentence: string, said: string): string {
  return said === "" ? sentence : `${sentence} (${said})`;
}
