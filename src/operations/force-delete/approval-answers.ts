import type { LapseReason } from "../../domain/approval.ts";
import type { ExternalResource } from "../../domain/external-resource.ts";
import type { ForceDeleteBasis } from "../../domain/force-delete-gate.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Approval } from "../ports/force-delete-store.ts";

/** Why nothing was decided. `decided`: it is over already; the approval says by whom. */
export type Undecided =
  | { result: "decided"; approval: Approval }
  | { result: "not_permitted"; approval: Approval };

export type ApproveResult =
  | { result: "done"; basis: ForceDeleteBasis; incident: Incident; leftBehind: ExternalResource[] }
  | { result: "lapsed"; approval: Approval; reason: LapseReason }
  | { result: "own_wish"; approval: Approval }
  /** The look took too long, or something else moved while it was decided: it waits on, and may be pressed again. */
  | { result: "look_again"; approval: Approval }
  | Undecided;

export type DeclineResult = { result: "declined" | "withdrawn"; approval: Approval } | Undecided;
