import { actorLabel } from "../domain/actor.ts";
import { adviceFor } from "../domain/advice.ts";
import {
  assertNever,
  ConfirmationRequired,
  Conflict,
  IllegalTransition,
  InvalidInput,
  type LinemanError,
  NotFound,
  NotPermitted,
  ProviderError,
} from "../domain/errors.ts";
import { databaseAnswer } from "./database-answer.ts";
import { type ErrorAnswer, frameworkAnswer } from "./framework-answer.ts";
import { timeJson } from "./number-json.ts";
import type { RouteWords } from "./route-words.ts";

const DOMAIN_ERRORS = [
  InvalidInput,
  NotPermitted,
  NotFound,
  Conflict,
  IllegalTransition,
  ConfirmationRequired,
  ProviderError,
];

/** The one door from whatever was thrown to what the caller is told. */
export function errorAnswer(error: unknown, words: RouteWords = {}): ErrorAnswer {
  if (isLinemanError(error)) return domainAnswer(error, words);
  return frameworkAnswer(error, words) ?? databaseAnswer(error, words) ?? unexpectedAnswer(error, words);
}

function isLinemanError(error: unknown): error is LinemanError {
  return DOMAIN_ERRORS.some((type) => error instanceof type);
}

function domainAnswer(error: LinemanError, words: RouteWords): ErrorAnswer {
  switch (error.code) {
    case "invalid_input":
      return { status: 422, message: words.invalid ?? "The request is not valid", errors: error.fields };
    case "not_permitted":
      return { status: 403, message: `${error.message}. ${error.whoMay}` };
    case "not_found":
      return { status: 404, message: "Phone number not found" };
    case "conflict":
      return { status: 409, message: conflictMessage(error) };
    case "illegal_transition":
      return transitionAnswer(error);
    case "confirmation_required":
      return { status: 422, message: `Failed to force delete phone number: ${error.why}` };
    case "provider_error":
      return providerAnswer(error);
    default:
      return assertNever(error);
  }
}

function conflictMessage({ message, by, since }: Conflict): string {
  if (by === null) return message;
  const sinceWhen = since === null ? "" : ` since ${timeJson(since)}`;
  return `Phone number is being deleted by ${actorLabel(by)}${sinceWhen}`;
}

function transitionAnswer({ from, event }: IllegalTransition): ErrorAnswer {
  if (event === "force_delete_confirmed")
    return { status: 422, message: "Force delete is only allowed for corrupted phone numbers" };
  if (event === "corruption_reported" && from === "corrupted")
    return { status: 422, message: "Phone number is corrupted already" };
  return { status: 409, message: `Phone number is ${from}: try again when that has ended` };
}

function providerAnswer({ provider, kind, providerCode, retryAfterMs }: ProviderError): ErrorAnswer {
  const { why } = adviceFor(kind, { provider, account: null, providerCode });
  if (kind !== "rate_limited") return { status: 502, message: why };
  const seconds = Math.max(1, Math.ceil((retryAfterMs ?? 1000) / 1000));
  return { status: 429, message: why, headers: { "retry-after": String(seconds) } };
}

function unexpectedAnswer(_error: unknown, { unexpected }: RouteWords): ErrorAnswer {
  if (unexpected === undefined) return { status: 500, message: "Internal server error", bug: true };
  const message = `${unexpected}: unexpected error, the request id tells it in the log`;
  return { status: 500, message, bug: true };
}
