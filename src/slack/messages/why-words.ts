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
  const subject = providerCode === null ? "documentation" : clamp(providerCode, 40);
  const named = docsUrl === null ? escaped(subject) : link(docsUrl, subject);
  const said = words === null ? "" : escaped(words, 300);
  if (providerCode === null) {
    const parts = [said, docsUrl === null ? "" : named].filter((part) => part !== "");
    return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
  }
  return said === "" ? ` (error ${named})` : ` (error ${named}: ${said})`;
}
