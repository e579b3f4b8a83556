import { causeInWords } from "../../domain/cause-words.ts";
import { escaped } from "./mrkdwn.ts";

/** A cause in a few words, in mrkdwn. Another program's own words stay as they are, escaped. */
export function causeWords(cause: string | null): string {
  return causeInWords(cause, (text) => escaped(text, 80));
}
