import { adviceFor } from "../domain/advice.ts";
import { databaseTrouble } from "../domain/database-trouble.ts";
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
import { escaped, when } from "./messages/mrkdwn.ts";
import { texts } from "./messages/texts.ts";
import { actorWords } from "./messages/words.ts";
import type { SlackDeps } from "./slack-deps.ts";
import { describeFailure, SlackCallFailed } from "./slack-failure.ts";

const KNOWN = [
  InvalidInput,
  NotPermitted,
  NotFound,
  Conflict,
  IllegalTransition,
  ConfirmationRequired,
  ProviderError,
];

/** The one door from an error to words for a person, in mrkdwn. What nobody expected is logged once, with a reference. */
export function explainFailure(
  error: unknown,
  { log, newReference }: Pick<SlackDeps, "log" | "newReference">,
  unexpected: (reference: string) => string = texts.unexpected,
): string {
  if (isLinemanError(error)) return explain(error);
  if (error instanceof SlackCallFailed) {
    log.warn({ method: error.method, slack: describeFailure(error.reason) }, "a call to Slack failed");
    return texts.slackWaiting(describeFailure(error.reason));
  }
  const reference = newReference();
  const trouble = databaseTrouble(error);
  if (trouble === null)
    log.error({ reference, err: error }, "an unexpected error while a request from Slack was handled");
  else log.error({ reference, err: error }, "a request from Slack failed because the database does not work");
  return trouble === null ? unexpected(reference) : texts.databaseAway(trouble, reference);
}

function explain(error: LinemanError): string {
  switch (error.code) {
    case "invalid_input":
      return `Not done: ${escaped(error.message)}.`;
    case "not_permitted":
      return `${escaped(error.message)} ${escaped(error.whoMay)}`;
    case "not_found":
      return `${escaped(error.message)} \`/phone list corrupted\` shows what is open.`;
    case "conflict": {
      const by = error.by === null ? "" : ` ${actorWords(error.by)} began it`;
      const since = error.by === null || error.since === null ? "" : ` ${when(error.since)}`;
      return `${escaped(error.message)}${by}${since}${by === "" ? "" : "."} Wait for its end; the alert shows it.`;
    }
    case "illegal_transition":
      return `Not done: the number is ${error.from} now, which does not allow this.`;
    case "confirmation_required":
      return `Not done: ${escaped(error.message)}.`;
    case "provider_error": {
      const { provider, kind, providerCode } = error;
      const { why, next } = adviceFor(kind, { provider, account: null, providerCode });
      return `${escaped(why)} ${escaped(next)}`;
    }
    default:
      return assertNever(error);
  }
}

function isLinemanError(error: unknown): error is LinemanError {
  return KNOWN.some((known) => error instanceof known);
}
