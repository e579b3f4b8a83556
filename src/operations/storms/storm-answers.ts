import type { Actor } from "../../domain/actor.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Storm, StormCounts, StormWork } from "../../domain/storm.ts";

/** The storm has ended, or there never was one; its message is brought up to date. */
export type StormOver = { result: "over"; storm: Storm | null };

/** `busy`: something else was begun for all members before. `nothing`: no member is open and corrupted. */
export type StormWorkResult =
  | { result: "started"; storm: Storm; numbers: number }
  | { result: "busy"; work: StormWork }
  | StormOver;

export type StormClaimResult =
  | { result: "claimed" | "already_yours"; storm: Storm }
  | { result: "taken"; storm: Storm; by: Actor; since: Date | null }
  | StormOver;

export type StormReleaseResult =
  | { result: "released"; storm: Storm; from: Actor; isOwn: boolean }
  | { result: "not_claimed"; storm: Storm }
  | StormOver;

export type StormSnoozeResult =
  | { result: "snoozed" | "already"; storm: Storm; until: Date }
  | { result: "refused"; why: "past" | "too_long" }
  | StormOver;

export type StormWakeResult = { result: "woken" | "not_snoozed"; storm: Storm } | StormOver;

/** `already`: it has a message of its own. `over`: the incident is closed. */
export type OpenMemberResult =
  | { result: "opened" | "already"; incident: Incident }
  | { result: "over"; incident: Incident | null };

/** One page of the open members of a storm, 1-based. */
export interface StormPage {
  storm: Storm;
  counts: StormCounts;
  members: Incident[];
  page: number;
  pages: number;
}
