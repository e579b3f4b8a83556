import type { Actor } from "../../domain/actor.ts";
import type { Incident } from "../../domain/incident.ts";

/** The incident is not open any more, and its message will show so; `incident`: how it ended, null where there never was one. */
export type Over = { result: "over"; incident: Incident | null };

/** `taken`: by somebody else, who was faster. */
export type ClaimResult =
  | { result: "claimed" | "already_yours"; incident: Incident }
  | { result: "taken"; incident: Incident; by: Actor; since: Date | null }
  | Over;

/** `from`: whose claim has ended. */
export type ReleaseResult =
  | { result: "released"; incident: Incident; from: Actor; since: Date | null; isOwn: boolean }
  | { result: "not_claimed"; incident: Incident }
  | Over;

/** `already`: the same person wished the same a moment ago. */
export type SnoozeResult =
  | { result: "snoozed" | "already"; incident: Incident; until: Date }
  | { result: "refused"; why: "past" | "too_long" }
  | Over;

export type WakeResult = { result: "woken" | "not_snoozed"; incident: Incident } | Over;
