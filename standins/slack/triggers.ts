import { randomBytes } from "node:crypto";

/** A trigger_id lives this long and works once (docs.slack.dev, interactivity). */
const lifeMs = 3_000;

export interface Trigger {
  user: string;
  /** The modal in which the person acted, for views.push. */
  viewId?: string;
}

interface Issued extends Trigger {
  expiresAt: number;
  used: boolean;
}

export type TriggerError = "invalid_trigger_id" | "expired_trigger_id" | "exchanged_trigger_id";

/** The trigger ids given out with payloads. */
export class Triggers {
  readonly #issued = new Map<string, Issued>();

  /** A new id; with `expired` it is refused as one that came too late. */
  issue(trigger: Trigger, expired = false): string {
    const id = `${Date.now()}.${this.#issued.size + 1}.${randomBytes(16).toString("hex")}`;
    this.#issued.set(id, { ...trigger, expiresAt: expired ? 0 : Date.now() + lifeMs, used: false });
    return id;
  }

  /** Uses an id up, or says why not. */
  redeem(id: string): Trigger | TriggerError {
    const trigger = this.#issued.get(id);
    if (!trigger) return "invalid_trigger_id";
    if (trigger.used) return "exchanged_trigger_id";
    if (trigger.expiresAt <= Date.now()) return "expired_trigger_id";
    trigger.used = true;
    return trigger;
  }
}
