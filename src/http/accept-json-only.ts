import type { Api } from "./api.ts";
import { unfitness } from "./unfit-body.ts";

/** Clients send DELETE with a JSON content type and no body: an empty body is no body. */
export function acceptJsonOnly(api: Api): void {
  // What it would refuse it calls invalid JSON: `unfitness` says what it is.
  const parseJson = api.getDefaultJsonParser("ignore", "ignore");
  api.removeAllContentTypeParsers();
  api.addContentTypeParser("application/json", { parseAs: "string" }, (request, text, done) => {
    if (text.length === 0) return done(null, undefined);
    return parseJson(request, String(text), (error, body) => done(error ?? unfitness(body), body));
  });
}
