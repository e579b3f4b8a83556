import {
  ConfirmationRequired,
  Conflict,
  IllegalTransition,
  InvalidInput,
  type LinemanError,
  NotFound,
  NotPermitted,
  ProviderError,
} from "../domain/errors.ts";
import type { NumberStatus } from "../domain/phone-number.ts";

/** Why a verb did not do what was asked. `unknown_verb`: the bot is of another version. */
export interface Failure {
  code: LinemanError["code"] | "unexpected" | "unknown_verb" | "answer_lost";
  /** A sentence for people. */
  message: string;
  /** What the number is, where its life has no such step. */
  status: NumberStatus | null;
}

/** The same as an error, whichever process it happened in. */
export class VerbFailed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

const KNOWN = [
  InvalidInput,
  NotPermitted,
  NotFound,
  Conflict,
  IllegalTransition,
  ConfirmationRequired,
  ProviderError,
];

/** A known failure as a value; null for what nobody expected. */
export function failureOf(error: unknown): Failure | null {
  if (!KNOWN.some((known) => error instanceof known)) return null;
  const { code, message } = error as LinemanError;
  const status = error instanceof IllegalTransition ? error.from : null;
  return { code, message, status };
}
