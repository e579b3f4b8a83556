import type { NumberStatus } from "./phone-number.ts";

export type NumberEvent =
  | "provisioning_finished"
  | "provisioning_rolled_back"
  | "provisioning_failed"
  | "delete_requested"
  | "teardown_verified"
  | "teardown_failed"
  | "corruption_reported"
  | "force_delete_confirmed";

/** `removed` is the end: there is no record any more. */
export type NextStatus = NumberStatus | "removed";

/** The whole life of a number. What is not here does not happen. */
const LIFE: Record<NumberEvent, { from: readonly NumberStatus[]; to: NextStatus }> = {
  provisioning_finished: { from: ["provisioning"], to: "active" },
  provisioning_rolled_back: { from: ["provisioning"], to: "removed" },
  provisioning_failed: { from: ["provisioning"], to: "corrupted" },
  delete_requested: { from: ["active", "corrupted"], to: "deleting" },
  teardown_verified: { from: ["deleting"], to: "removed" },
  teardown_failed: { from: ["deleting"], to: "corrupted" },
  corruption_reported: { from: ["active", "deleting"], to: "corrupted" },
  force_delete_confirmed: { from: ["corrupted"], to: "removed" },
};

export const NUMBER_EVENTS = Object.keys(LIFE) as NumberEvent[];

/** The status after the event, or null where a number in this status cannot take it. */
export function nextStatus(from: NumberStatus, event: NumberEvent): NextStatus | null {
  const step = LIFE[event];
  return step.from.includes(from) ? step.to : null;
}

/** The statuses that an event may start from: what a compare-and-set compares. */
export function statusesBefore(event: NumberEvent): readonly NumberStatus[] {
  return LIFE[event].from;
}
