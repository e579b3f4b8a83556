import { setImmediate } from "node:timers/promises";

/** Turns of the event loop in which an ack that was written is surely read, even under load. */
const turns = 50;

/**
 * Submissions whose ack is not on the screen yet. An app answers a submission and then calls views.update: both are
 * on their way at once, and the update must not be drawn before the ack's own response_action. The ack's bytes were
 * written first and are read by this process, so a few turns of the event loop are enough; an app that calls
 * views.update before it acks is let through after them.
 */
export class Submitting {
  readonly #underWay = new Map<string, number>();

  async during<T>(viewId: string, submission: () => Promise<T>): Promise<T> {
    this.#underWay.set(viewId, (this.#underWay.get(viewId) ?? 0) + 1);
    try {
      return await submission();
    } finally {
      const left = (this.#underWay.get(viewId) ?? 1) - 1;
      if (left > 0) this.#underWay.set(viewId, left);
      else this.#underWay.delete(viewId);
    }
  }

  async settled(viewId: string): Promise<void> {
    for (let turn = 0; turn < turns && this.#underWay.has(viewId); turn += 1) await setImmediate();
  }
}
