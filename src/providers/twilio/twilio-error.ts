import { ProviderError } from "../../domain/errors.ts";
import { DeadlinePassed } from "../deadline.ts";
import { quotable, sentenceOf, unreachable } from "../plain-words.ts";
import { jsonOrNull, propertyOf, textOf } from "../untyped.ts";
import { causeOfAnswer, causeOfFailure } from "./twilio-causes.ts";

/** Twilio's positive word that a thing does not exist: status 404 and code 20404 (a 404 alone may be a proxy's). */
export class TwilioNotFound extends ProviderError {}

/** An answer as the SDK's transport gives it; `body` is a string where it was not JSON. Header names are lower case. */
interface TwilioAnswer {
  statusCode: number;
  body: unknown;
  headers: unknown;
}

/** The id that Twilio's support asks for; null where the answer has none. */
export function requestIdOf(headers: unknown): string | null {
  return textOf(headers, "twilio-request-id");
}

/**
 * The error of an answer that is not a success: {code, message}, RFC 9457 {code, title, detail}, HTML or nothing at all.
 * Copies status, code, message and two headers, nothing else (telephony.md 1.3); `secrets` never come out in the message.
 */
export function refusalOf(answer: TwilioAnswer, secrets: readonly string[]): ProviderError {
  const { statusCode: status, headers } = answer;
  const body = typeof answer.body === "string" ? jsonOrNull(answer.body) : answer.body;
  const bodyCode = propertyOf(body, "code");
  const code = typeof bodyCode === "number" ? bodyCode : null;
  const words = textOf(body, "message") ?? textOf(body, "detail") ?? textOf(body, "title");
  const said = [code === null ? `HTTP ${status}` : `error ${code}`];
  if (code !== null && words !== null) said.push(quotable(words, secrets));

  const kind = causeOfAnswer(status, code);
  const isAbsence = status === 404 && code === 20404;
  const quote = said.join(": ");
  const fields = {
    provider: "twilio" as const,
    kind,
    message: isAbsence
      ? `Twilio does not have what was asked for (${quote})`
      : sentenceOf(kind, "Twilio", quote),
    providerCode: String(code ?? status),
    requestId: requestIdOf(headers),
    retryAfterMs: retryAfterMsOf(headers),
  };
  return isAbsence ? new TwilioNotFound(fields) : new ProviderError(fields);
}

/** The error of a request without an answer. An AxiosError carries the Authorization header: only its code is read. */
export function failureOf(error: unknown): ProviderError {
  const code = error instanceof DeadlinePassed ? "ECONNABORTED" : textOf(error, "code");
  const kind = code === null ? "unexpected" : causeOfFailure(code);
  const message =
    kind === "unavailable"
      ? unreachable("Twilio", code ?? "")
      : sentenceOf(kind, "Twilio", kind === "unexpected" ? (code ?? "") : "");
  return new ProviderError({ provider: "twilio", kind, message });
}

/** Anything that the SDK throws: what the transport threw as it is, the rest without its text, which may quote a body. */
export function twilioErrorOf(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  const name = textOf(error, "name") ?? "error";
  return unexpectedTwilio(`Twilio gave an answer that could not be read (${name})`);
}

export function unexpectedTwilio(message: string, requestId: string | null = null): ProviderError {
  return new ProviderError({ provider: "twilio", kind: "unexpected", message, requestId });
}

/** Seconds, or a date, which is counted from the answer's own Date header, so that no clock is needed here (RFC 9110). */
function retryAfterMsOf(headers: unknown): number | null {
  const value = textOf(headers, "retry-after");
  if (value === null) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const waitMs = Date.parse(value) - Date.parse(textOf(headers, "date") ?? "");
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : null;
}
