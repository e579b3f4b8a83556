import { failure } from "./answers.ts";
import type { DocumentedAnswer, DocumentedRoute } from "./route-doc.ts";

const refusal = (description: string): DocumentedAnswer => ({ description, content: failure });

/** What every route with a token may answer. Reading comes with every scope, so it is never refused for one. */
const LOCKED = {
  401: refusal("No token, or not a known one."),
  429: refusal("Too many requests, or a provider asks to wait: see Retry-After."),
};
const EVERY = {
  500: refusal("A fault of Lineman's own; the request id finds it in the log."),
  503: refusal(
    "No answer in time, or the database does not work: the work may still go on, or not be done. Or, with Retry-After: too many requests are under way, and nothing was begun.",
  ),
};
const WITH_ID = { 404: refusal("There is no such phone number; also for whatever is no positive integer.") };
const WITH_QUERY = { 422: refusal("A parameter is not acceptable: see errors.") };
const WITH_BODY = {
  400: refusal(
    "The body is not valid JSON, is nested more than 32 levels deep, or has a field called __proto__.",
  ),
  413: refusal("The body is larger than 256 kB."),
  415: refusal("The body is not sent as application/json."),
};
const CHANGING = {
  403: refusal("The token's scope does not allow this."),
  409: refusal(
    "Somebody else is at it (who, and since when), or a request with the same Idempotency-Key is under way.",
  ),
  413: refusal("The body is larger than 256 kB."),
  422: refusal("Not acceptable, or not possible now: see errors and message."),
};

/** What a route that calls Twilio and LiveKit may answer beside. */
export const PROVIDER_FAILS = { 502: refusal("A provider did not answer as it should.") };

/** Everything that a route answers, by status. What it says of itself stands above what it shares. */
export function answersOf({ method, path, scope, doc }: DocumentedRoute): Record<number, DocumentedAnswer> {
  return {
    ...(scope === null ? {} : { ...EVERY, ...LOCKED }),
    ...(path.includes(":id") ? WITH_ID : {}),
    ...(doc.query === undefined ? {} : WITH_QUERY),
    ...(method === "GET" ? {} : CHANGING),
    ...(method === "POST" ? WITH_BODY : {}),
    ...doc.answers,
  };
}
