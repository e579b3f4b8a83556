import type { ExternalResource } from "../../domain/external-resource.ts";
import type { Incident } from "../../domain/incident.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import type { Approval, LeftoverRecord } from "./force-delete-store.ts";
import type { Note } from "./incident-store.ts";
import type { StormChannel } from "./storm-channel.ts";
import type { TeardownRun } from "./teardown-journal.ts";

/** Everything that an alert shows. `number` is null once the record is removed. */
export interface AlertFacts {
  incident: Incident;
  number: PhoneNumber | null;
  resources: ExternalResource[];
  /** A teardown under way for the incident's number. */
  run: TeardownRun | null;
  /** What a force delete let go, in resource order. */
  leftovers: LeftoverRecord[];
  /** A force delete that waits for a second person. */
  approval: Approval | null;
  /** Whether the message mentions those on call: not while an automatic try is about to settle it. */
  mentions: boolean;
  /** When these facts were read. */
  readAt: Date;
}

/** Where on-call staff are told. Throws AlertDelayed when it has to wait. */
export interface AlertChannel {
  /** The same for storms. */
  storms: StormChannel;
  post(facts: AlertFacts): Promise<{ channel: string; ts: string }>;
  /** `gone`: somebody deleted the message. */
  update(facts: AlertFacts, message: { channel: string; ts: string }): Promise<"updated" | "gone">;
  /** The message of an earlier post whose answer was lost, recognised by its metadata; null where there is none. */
  findPosted(incidentId: number, since: Date): Promise<{ channel: string; ts: string } | null>;
  /** Says something in the alert's thread; returns the reply's ts. */
  reply(message: { channel: string; ts: string }, note: Note, incident: Incident): Promise<string>;
  /** Draws a reply anew; `gone`: somebody deleted it. */
  updateReply(
    message: { channel: string; ts: string },
    note: Note,
    incident: Incident,
  ): Promise<"updated" | "gone">;
  /** The reply of an earlier try whose answer was lost. */
  findReply(message: { channel: string; ts: string }, noteId: number): Promise<string | null>;
}

/**
 * Slack asked to wait, could not be reached, or said no: try again after `retryAfterMs`. `refused`: a no that may be about this
 * message alone, so that others need not wait for it.
 */
export class AlertDelayed extends Error {
  readonly retryAfterMs: number;
  readonly refused: boolean;
  constructor(message: string, retryAfterMs: number, { refused } = { refused: false }) {
    super(message);
    this.retryAfterMs = retryAfterMs;
    this.refused = refused;
  }
}
