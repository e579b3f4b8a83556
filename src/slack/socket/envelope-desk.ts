import { type App, type ReceiverEvent, ReceiverMultipleAckError } from "@slack/bolt";
import type { Log } from "../../operations/ports/world.ts";
import { UNANSWERED_AFTER_MS } from "../receiver.ts";
import { WrongOrigin } from "../wrong-origin.ts";

/** Hands envelopes to Bolt and knows which still wait for their ack. */
export interface EnvelopeDesk {
  /** Never rejects. */
  take(event: ReceiverEvent): Promise<void>;
  /** Resolves when every ack is out, or the time is up. */
  settled(ms: number): Promise<void>;
}

interface Envelope {
  state: "waiting" | "late" | "acknowledging" | "acknowledged";
}

/**
 * Adds what Bolt has over HTTP only: a second ack is an error, and so is one that comes when Slack does not wait for it any
 * more: the person was told that it failed, so nothing may be done.
 */
export function createEnvelopeDesk(app: Pick<App, "processEvent">, log: Log): EnvelopeDesk {
  const waiting = new Set<Envelope>();
  const waiters = new Set<() => void>();

  function done(envelope: Envelope): void {
    waiting.delete(envelope);
    if (waiting.size === 0) for (const wake of waiters) wake();
  }

  return {
    async take(event) {
      const envelope: Envelope = { state: "waiting" };
      waiting.add(envelope);
      const deadline = setTimeout(() => {
        envelope.state = "late";
        log.error({}, "a request from Slack was not answered in time");
        done(envelope);
      }, UNANSWERED_AFTER_MS);
      const ack: ReceiverEvent["ack"] = async (response: unknown) => {
        if (envelope.state === "late") throw new Error("Slack does not wait for this answer any more");
        if (envelope.state !== "waiting") throw new ReceiverMultipleAckError();
        envelope.state = "acknowledging";
        clearTimeout(deadline);
        await event.ack(response);
        envelope.state = "acknowledged";
        done(envelope);
      };
      try {
        await app.processEvent({ ...event, ack });
      } catch (error) {
        // It stays without an ack, the only refusal that a socket knows. What came after the ack, Bolt's error listener has told.
        if (envelope.state !== "acknowledged" && !(error instanceof WrongOrigin))
          log.warn({ err: error }, "a request from Slack could not be answered");
      } finally {
        clearTimeout(deadline);
        done(envelope);
      }
    },
    async settled(ms) {
      if (waiting.size === 0) return;
      let wake = () => {};
      const settled = new Promise<void>((resolve) => {
        wake = resolve;
      });
      waiters.add(wake);
      const timer = setTimeout(wake, ms);
      await settled;
      clearTimeout(timer);
      waiters.delete(wake);
    },
  };
}
