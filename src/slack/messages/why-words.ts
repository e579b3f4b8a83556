import type { Explanation } from "../../domain/explanation.ts";
import { clamp, escaped, link } from "./mrkdwn.ts";

/**
 * Why a number is corrupted, in mrkdwn, with the provider's code and a link to its documentation: "… (error 20003: `words`)."
 * The reference stands inside the sentence, before its full stop.
 */
export function whyWords(explanation: Explanation, words: string | null = explanation.words): string {
  const said = reference(explanation, words);
  const why = explanation.why;
  return said === "" ? escaped(why, 700) : `${escaped(why.replace(/\.$/, ""), 700)}${said}.`;
}

function reference({ docsUrl, providerCode }: Explanation, words: string | null): string {
  const said = words === null ? "" : escaped(words, 300);
  if (providerCode === null) {
    const parts = [said, docsUrl === null ? "" : link(docsUrl, "documentation")].filter(
      (part) => part !== "",
    );
    return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
  }
  const named = codeWords(providerCode, docsUrl);
  return said === "" ? ` (${named})` : ` (${named}: ${said})`;
}

/** What a provider answered. An answer without a code of its own has its HTTP status, which no page of the provider explains. */
export function codeWords(providerCode: string, docsUrl: string | null): string {
  if (/^\d{3}$/.test(providerCode)) return `HTTP ${providerCode}`;
  const subject = clamp(providerCode, 40);
  return `error ${docsUrl === null ? escaped(subject) : link(docsUrl, subject)}`;
}
