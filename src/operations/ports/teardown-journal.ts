import type { Actor } from "../../domain/actor.ts";
import type { Cause } from "../../domain/cause.ts";
import type { ResourceRef } from "../../domain/external-resource.ts";
import type { TeardownAction } from "../../domain/teardown-plan.ts";

export interface TeardownRun {
  id: string;
  phoneNumberId: number;
  requestedBy: Actor;
  requestedAt: Date;
  finishedAt: Date | null;
  outcome: RunOutcome | null;
}

/** `overtaken`: another program changed the number while the run was under way. */
export type RunOutcome = "removed" | "corrupted" | "overtaken";

export interface StepResult {
  outcome: "removed" | "already_gone" | "failed" | "skipped";
  cause: Cause | null;
  detail: string;
  providerCode: string | null;
  requestId: string | null;
}

/** The journal of teardowns. */
export interface TeardownJournal {
  /** False where the number has an unfinished run. */
  open(run: Pick<TeardownRun, "id" | "phoneNumberId" | "requestedBy" | "requestedAt">): Promise<boolean>;
  find(runId: string): Promise<TeardownRun | null>;
  openOf(numberId: number): Promise<TeardownRun | null>;
  /** Takes the lease of an unfinished run; false where another process holds it or the run is finished. */
  lease(runId: string, owner: string, now: Date, until: Date): Promise<boolean>;
  /** Keeps the lease; false where it is not this owner's any more, or the run is finished: then stop. */
  renew(runId: string, owner: string, until: Date): Promise<boolean>;
  /** Ends the run; false where the lease is not this owner's any more: then nothing of it may be written. */
  finish(runId: string, owner: string, at: Date, outcome: RunOutcome): Promise<boolean>;
  /** Unfinished runs that nobody has held for a while: their job was lost, or failed. */
  listAbandoned(before: Date, limit: number): Promise<string[]>;
  /** Written before the call goes out; returns the step's id. */
  begin(runId: string, step: { action: TeardownAction; ref: ResourceRef; at: Date }): Promise<number>;
  /** The ids of those among these that an unfinished run has begun to remove. */
  beingRemoved(refs: readonly Pick<ResourceRef, "kind" | "sid">[]): Promise<string[]>;
  complete(stepId: number, at: Date, result: StepResult): Promise<void>;
}
