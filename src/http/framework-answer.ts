import type { RouteWords } from "./route-words.ts";
import { TooBusy } from "./too-busy.ts";
import { TookTooLong } from "./took-too-long.ts";
import { UnfitBody } from "./unfit-body.ts";
import { WrongMethod } from "./wrong-method.ts";

/** What the caller is told. `bug`: nobody expected it, it belongs into the log. */
export interface ErrorAnswer {
  status: number;
  message: string;
  errors?: Record<string, string[]>;
  headers?: Record<string, string>;
  bug?: true;
}

/** Fastify's own refusals, by its codes; their texts are written for developers of the server. */
const ANSWERS: Record<string, ErrorAnswer> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, message: "The body is larger than 256 kB" },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    message: "Send JSON, with the header Content-Type: application/json",
  },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, message: "The body is not valid JSON" },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 400, message: "The body is not as long as it says" },
};

const tooLate = ({ isRead }: RouteWords): ErrorAnswer => ({
  status: 503,
  message: isRead
    ? "No answer in time. Try again later"
    : "No answer in time. The work may still go on: look at the phone number before another try",
});

const TOO_BUSY: ErrorAnswer = {
  status: 503,
  message: "Too many requests are under way: nothing was begun, try again in a few seconds",
  headers: { "retry-after": "5" },
};

function wrongMethod({ method, allowed }: WrongMethod): ErrorAnswer {
  // HEAD is told in the header; whoever reads this wants to see something.
  const instead = allowed.filter((one) => one !== "HEAD").join(" or ");
  return {
    status: 405,
    message: `${method} is not possible here: use ${instead}`,
    headers: { allow: allowed.join(", ") },
  };
}

/** The answer to an error of the framework; null for any other error. */
export function frameworkAnswer(error: unknown, words: RouteWords): ErrorAnswer | null {
  if (error instanceof TookTooLong) return tooLate(words);
  if (error instanceof TooBusy) return TOO_BUSY;
  if (error instanceof WrongMethod) return wrongMethod(error);
  if (error instanceof UnfitBody) return { status: 400, message: error.message };
  if (!(error instanceof Error)) return null;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  const known = typeof code === "string" ? ANSWERS[code] : undefined;
  if (known) return known;
  // E.g. a caller that went away in the middle of its body.
  const isCallersFault = typeof statusCode === "number" && statusCode >= 400 && statusCode < 500;
  return isCallersFault ? { status: statusCode, message: "The request could not be read" } : null;
}
