import type { Incident } from "../../domain/incident.ts";
import type { Storm, StormCounts, WorkCounts } from "../../domain/storm.ts";
import type { StormNote } from "./storm-store.ts";

/** Everything that a storm's message shows. */
export interface StormFacts {
  storm: Storm;
  counts: StormCounts;
  /** The first open members. */
  members: Incident[];
  work: WorkCounts;
  /** When the next member's automatic try is due, and the most tries that one has had. */
  nextRetryAt: Date | null;
  retries: number;
  /** Whether the message mentions those on call. */
  mentions: boolean;
  readAt: Date;
}

/** Where on-call staff are told of storms. Throws AlertDelayed when it has to wait. As AlertChannel, for storms. */
export interface StormChannel {
  post(facts: StormFacts): Promise<{ channel: string; ts: string }>;
  update(facts: StormFacts, message: { channel: string; ts: string }): Promise<"updated" | "gone">;
  findPosted(stormId: number, since: Date): Promise<{ channel: string; ts: string } | null>;
  reply(message: { channel: string; ts: string }, note: StormNote, storm: Storm): Promise<string>;
  findReply(message: { channel: string; ts: string }, noteId: number): Promise<string | null>;
}
