import {
  type ExternalResource,
  isSeenThere,
  isSettled,
  type ResourceState,
  resourceKey,
} from "./external-resource.ts";
import { isWithin } from "./is-within.ts";
import type { NumberStatus } from "./phone-number.ts";

/** The facts that a person decides on. Two of them are compared: what the modal showed, and what is so at the submit. */
export interface ShownFacts {
  status: NumberStatus | "removed";
  /** State by resource key (`kind:sid`). */
  states: Record<string, ResourceState>;
}

/** What the person filled in. */
export interface ForceDeleteForm {
  digits: string;
  /** Resource keys. */
  ticks: string[];
  reason: string;
  acceptLeftovers: boolean;
}

export interface Difference {
  key: string;
  was: ResourceState | "not recorded";
  is: ResourceState | "not recorded";
}

export type FormFaults = Partial<Record<"digits" | "ticks" | "reason", string>>;

/** `attested`: people vouch for what could not be proven. `accepted`: what is still there stays, knowingly. */
export type ForceDeleteBasis = "proven" | "attested" | "accepted";

export type ForceDeleteDecision =
  | { decision: "refused"; why: "not_corrupted"; status: NumberStatus | "removed" }
  | { decision: "refused"; why: "not_permitted" }
  | { decision: "refused"; why: "facts_changed"; differences: Difference[] }
  | { decision: "refused"; why: "facts_too_old" }
  | { decision: "refused"; why: "still_present"; resources: ExternalResource[] }
  | { decision: "refused"; why: "form"; faults: FormFaults }
  | { decision: "needs_approval"; basis: "attested" | "accepted" }
  | { decision: "allowed"; basis: ForceDeleteBasis };

export interface ForceDeleteSituation {
  actorMayAct: boolean;
  status: NumberStatus | "removed";
  phoneNumber: string;
  resources: readonly ExternalResource[];
  /** When the oldest of the facts was read. */
  factsReadAt: Date;
  now: Date;
  /** Null for a door without a modal (the command line shows and asks in one go). */
  shown: ShownFacts | null;
  form: ForceDeleteForm;
  secondApprover: "off" | "required";
  /** True when somebody else has approved exactly these facts. */
  approved: boolean;
}

/** A force delete rests on facts not older than this (product.md 5). */
export const FACTS_VALID_MS = 60_000;

/** The last four digits of the number, which the person types in. */
export function lastFourDigits(phoneNumber: string): string {
  return phoneNumber.replaceAll(/\D/g, "").slice(-4);
}

/** What a modal shows, in the form in which it can be held against later facts. */
export function factsOf(
  status: NumberStatus | "removed",
  resources: readonly ExternalResource[],
): ShownFacts {
  const states = resources.map((r) => [resourceKey(r), isSeenThere(r) ? "present" : r.state] as const);
  return { status, states: Object.fromEntries(states) };
}

/** Every resource whose state is not what was shown; a newly found or a vanished record counts too. */
export function differencesBetween(shown: ShownFacts, now: ShownFacts): Difference[] {
  const keys = new Set([...Object.keys(shown.states), ...Object.keys(now.states)]);
  return [...keys]
    .map(
      (key) =>
        ({ key, was: shown.states[key] ?? "not recorded", is: now.states[key] ?? "not recorded" }) as const,
    )
    .filter(({ was, is }) => was !== is);
}

/** What Slack's field takes: a reason of any door can be read in the message and in the thread. */
export const MOST_REASON_CHARACTERS = 1_000;

/**
 * Faults of the form against the given resources; empty when it may be sent. Texts are read at the field. A resource that
 * is still there asks for no tick and no reason: the gate refuses it, unless its stay is accepted.
 */
export function formFaults(
  form: ForceDeleteForm,
  phoneNumber: string,
  resources: readonly Pick<ExternalResource, "kind" | "sid" | "state" | "lastSeenAt" | "checkedAt">[],
): FormFaults {
  const untold = resources.filter((resource) => resource.state === "unknown" && !isSeenThere(resource));
  const accepted = form.acceptLeftovers && resources.some(isSeenThere);
  const unticked = untold.filter((resource) => !form.ticks.includes(resourceKey(resource)));
  const faults: FormFaults = {};
  if (form.digits.trim() !== lastFourDigits(phoneNumber))
    faults.digits = `These are not the last four digits of ${phoneNumber}.`;
  if (unticked.length > 0)
    faults.ticks = `Tick each one that you have removed yourself: ${unticked.length} not ticked yet.`;
  const reason = form.reason.trim();
  if ((untold.length > 0 || accepted) && reason === "")
    faults.reason = "Say why this is safe: not everything is proven gone.";
  // As people count them: what Slack took is never too long here.
  if ([...reason].length > MOST_REASON_CHARACTERS)
    faults.reason = `The reason is too long: at most ${MOST_REASON_CHARACTERS} characters.`;
  return faults;
}

/** The gate of a force delete: every row of product.md 5's table. */
export function decideForceDelete(situation: ForceDeleteSituation): ForceDeleteDecision {
  const { status, resources, form, shown } = situation;
  if (!situation.actorMayAct) return { decision: "refused", why: "not_permitted" };
  if (status !== "corrupted") return { decision: "refused", why: "not_corrupted", status };
  if (!isWithin(situation.factsReadAt, situation.now, FACTS_VALID_MS))
    return { decision: "refused", why: "facts_too_old" };
  if (shown !== null) {
    const differences = differencesBetween(shown, factsOf(status, resources));
    if (differences.length > 0 || shown.status !== status)
      return { decision: "refused", why: "facts_changed", differences };
  }
  const present = resources.filter(isSeenThere);
  if (present.length > 0 && !form.acceptLeftovers)
    return { decision: "refused", why: "still_present", resources: present };
  const faults = formFaults(form, situation.phoneNumber, resources);
  if (Object.keys(faults).length > 0) return { decision: "refused", why: "form", faults };
  const basis = basisOf(resources);
  if (needsSecondPerson(basis, situation.secondApprover) && !situation.approved)
    return { decision: "needs_approval", basis };
  return { decision: "allowed", basis };
}

/** What a force delete of these would rest on, once everything that it asks for is given. */
export function basisOf(resources: readonly ExternalResource[]): ForceDeleteBasis {
  if (resources.some(isSeenThere)) return "accepted";
  return resources.every(isSettled) ? "proven" : "attested";
}

/** What is still there is never left behind by one person alone; what nobody can tell is, unless the installation says otherwise. */
export function needsSecondPerson(
  basis: ForceDeleteBasis,
  secondApprover: "off" | "required",
): basis is "attested" | "accepted" {
  return basis === "accepted" || (basis === "attested" && secondApprover === "required");
}
