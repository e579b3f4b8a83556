import type { Actor } from "./actor.ts";
import type { Cause, Provider } from "./cause.ts";
import type { NumberStatus } from "./phone-number.ts";

/** Every failure that a surface knows how to answer. Anything else that is thrown is a bug. */
export type LinemanError =
  | InvalidInput
  | NotPermitted
  | NotFound
  | Conflict
  | IllegalTransition
  | ConfirmationRequired
  | ProviderError;

/** The request is not acceptable; `fields` names each field and what is wrong with it. */
export class InvalidInput extends Error {
  readonly code = "invalid_input";
  readonly fields: Record<string, string[]>;
  constructor(fields: Record<string, string[]>) {
    super(
      Object.entries(fields)
        .map(([field, faults]) => `${field}: ${faults.join(", ")}`)
        .join("; "),
    );
    this.fields = fields;
  }
}

/** The actor may not do this; `whoMay` says who can. */
export class NotPermitted extends Error {
  readonly code = "not_permitted";
  readonly whoMay: string;
  constructor(message: string, whoMay: string) {
    super(message);
    this.whoMay = whoMay;
  }
}

export class NotFound extends Error {
  readonly code = "not_found";
}

/** Somebody else is at it: who, and since when. */
export class Conflict extends Error {
  readonly code = "conflict";
  readonly by: Actor | null;
  readonly since: Date | null;
  constructor(message: string, by: Actor | null = null, since: Date | null = null) {
    super(message);
    this.by = by;
    this.since = since;
  }
}

/** The number's life has no such step; `from` is what it is now. */
export class IllegalTransition extends Error {
  readonly code = "illegal_transition";
  readonly from: NumberStatus;
  readonly event: string;
  constructor(from: NumberStatus, event: string) {
    super(`a number that is ${from} cannot take the event ${event}`);
    this.from = from;
    this.event = event;
  }
}

/** The way is open only with a person's confirmation (or not open at all); `why` says which. */
export class ConfirmationRequired extends Error {
  readonly code = "confirmation_required";
  readonly why: "confirmation in Slack is required" | "disabled";
  constructor(why: ConfirmationRequired["why"]) {
    super(why);
    this.why = why;
  }
}

/**
 * A provider refused or failed. Holds whitelisted fields only: the SDK's own error carries the Authorization header and
 * form bodies (telephony.md 1.3) and must never travel further than the adapter.
 */
export class ProviderError extends Error {
  readonly code = "provider_error";
  readonly provider: Provider;
  readonly kind: Cause;
  /** The provider's own code: Twilio's number, LiveKit's twirp word, or the HTTP status. */
  readonly providerCode: string | null;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  constructor(fields: {
    provider: Provider;
    kind: Cause;
    message: string;
    providerCode?: string | null;
    requestId?: string | null;
    retryAfterMs?: number | null;
  }) {
    super(fields.message);
    this.provider = fields.provider;
    this.kind = fields.kind;
    this.providerCode = fields.providerCode ?? null;
    this.requestId = fields.requestId ?? null;
    this.retryAfterMs = fields.retryAfterMs ?? null;
  }
}

/** Ends an exhaustive switch. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
