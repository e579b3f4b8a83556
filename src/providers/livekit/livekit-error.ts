import { ProviderError } from "../../domain/errors.ts";
import { DeadlinePassed } from "../deadline.ts";
import { quotable, sentenceOf, unreachable } from "../plain-words.ts";
import { jsonOrNull, propertyOf, textOf } from "../untyped.ts";
import { causeOfAnswer, causeOfFailure } from "./livekit-causes.ts";

/** LiveKit's positive word that a thing does not exist: status 404 and twirp code not_found. */
export class LivekitNotFound extends ProviderError {}

/**
 * The domain's error for anything that the SDK throws, told apart by shape (telephony.md 3.4). Copies status, code and
 * message only; `secrets` and tokens never come out in the message. The SDK keeps no header: no request id, no Retry-After.
 */
export function livekitErrorOf(error: unknown, secrets: readonly string[]): ProviderError {
  if (error instanceof ProviderError) return error;
  const status = propertyOf(error, "status");
  if (typeof status === "number") return refusalOf(error, status, secrets);
  const name = textOf(error, "name") ?? "error";
  if (error instanceof DeadlinePassed || name === "TimeoutError")
    return livekitError("timeout", sentenceOf("timeout", "LiveKit"));
  if (isFetchFailure(error)) {
    const code = textOf(propertyOf(error, "cause"), "code");
    const kind = causeOfFailure(code);
    return livekitError(
      kind,
      kind === "timeout" ? sentenceOf(kind, "LiveKit") : unreachable("LiveKit", code ?? ""),
    );
  }
  return livekitError("unexpected", `LiveKit gave an answer that could not be read (${name})`);
}

export function livekitError(kind: ProviderError["kind"], message: string): ProviderError {
  return new ProviderError({ provider: "livekit", kind, message });
}

function refusalOf(error: unknown, status: number, secrets: readonly string[]): ProviderError {
  const text = textOf(error, "message") ?? "";
  // The SDK reads the body only under the exact type application/json; with a charset it all arrives as the message.
  const body = textOf(error, "code") === null ? jsonOrNull(text) : null;
  const code = textOf(error, "code") ?? textOf(body, "code");
  const words = code === null ? "" : quotable(textOf(body, "msg") ?? text, secrets);
  const said = code === null ? `HTTP ${status}` : words === "" ? `error ${code}` : `error ${code}: ${words}`;

  const kind = causeOfAnswer(status, code);
  const fields = {
    provider: "livekit" as const,
    kind,
    message: sentenceOf(kind, "LiveKit", said),
    providerCode: code ?? String(status),
  };
  return status === 404 && code === "not_found" ? new LivekitNotFound(fields) : new ProviderError(fields);
}

/** Node's fetch: "fetch failed" before an answer, "terminated" in the middle of its body; both are a TypeError. */
function isFetchFailure(error: unknown): boolean {
  const message = textOf(error, "message");
  return textOf(error, "name") === "TypeError" && (message === "fetch failed" || message === "terminated");
}
