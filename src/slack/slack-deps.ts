import type { Operations } from "../operations/operations.ts";
import type { Clock, Log } from "../operations/ports/world.ts";
import type { ConsoleLinks } from "./messages/console-links.ts";
import type { MessageRef, Messenger } from "./messenger.ts";
import type { OnCall } from "./on-call.ts";

/** What commands, buttons, windows and events act through. */
export interface SlackDeps {
  operations: Operations;
  messenger: Messenger;
  onCall: OnCall;
  consoleLinks: ConsoleLinks;
  /** Where people find a message of ours; null where Slack does not say. Never throws. */
  addressOf(message: MessageRef): Promise<string | null>;
  clock: Clock;
  log: Log;
  /** A short name under which an unexpected error can be found in the log. */
  newReference(): string;
  /** Asks Slack again whether the token still holds. */
  recheckIdentity(): void;
}
