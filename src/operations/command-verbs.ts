import type { AuditEvent } from "../domain/audit-chain.ts";
import type { ExternalResource } from "../domain/external-resource.ts";
import type {
  ForceDeleteBasis,
  ForceDeleteDecision,
  ForceDeleteForm,
  ShownFacts,
} from "../domain/force-delete-gate.ts";
import type { Incident } from "../domain/incident.ts";
import type { NumberStatus } from "../domain/phone-number.ts";
import type { LeftoverPage, SidFinding } from "./answers.ts";
import type { ListRequest, NumberPage, Operations, VerifiedNumber } from "./operations.ts";
import type { BackupSummary } from "./ports/backups.ts";
import type { DataState } from "./ports/data-state.ts";
import type { LeftoverRecord } from "./ports/force-delete-store.ts";
import type { KeyUse, RotatedBatch } from "./ports/token-safe.ts";

/** What the command line shows before it asks. `shown` is what the deed is held against. */
export interface CommandLineSheet extends VerifiedNumber {
  /** On what a force delete would rest; `accepted`: something is still there, and only Slack can go on. */
  basis: ForceDeleteBasis;
  /** It takes a second person, whom only Slack can ask. */
  needsApproval: boolean;
  /** Somebody waits for a second person in Slack; a force delete ends that. */
  isWaiting: boolean;
  shown: ShownFacts;
}

/** What the person answered. Leftovers can be accepted in Slack only. */
export type CommandLineForm = Omit<ForceDeleteForm, "acceptLeftovers">;

/** Somebody has force-deleted it before: who and when. */
export interface AlreadyForceDeleted {
  result: "already_done";
  incident: Incident;
}

export type CommandLineForceDeleteResult =
  | { result: "done"; basis: ForceDeleteBasis; incident: Incident; leftBehind: ExternalResource[] }
  | AlreadyForceDeleted
  | { result: "refused"; decision: Exclude<ForceDeleteDecision, { decision: "allowed" }> };

/** One stay of a number in corrupted with everything that led to it, or (`incident` null) all that is known of a number. */
export interface ExportedCase {
  numberId: number;
  phoneNumber: string | null;
  label: string | null;
  /** Null once the record is removed. */
  status: NumberStatus | null;
  incident: Incident | null;
  /** Oldest first. */
  events: AuditEvent[];
  /** Earlier events are left out. */
  isCut: boolean;
  /** What the number's force delete let go. */
  leftovers: LeftoverRecord[];
}

/**
 * `another_chain`: it holds, but has not the event in it that was expected at `at`. `missing`: it is empty, and the database
 * holds what it should tell of.
 */
export interface ChainVerdict {
  outcome: "holds" | "broken" | "another_chain" | "missing";
  /** The `seq` of the first event that does not follow from the one before it, or of the one that was expected. */
  at: number | null;
  /** How many follow from each other, from the first on: what is proven. */
  events: number;
  /** The last of these. */
  head: { seq: number; hash: string; at: Date } | null;
}

/** One batch of a rotation; the next one begins after `lastId`, and none is left where that is null. */
export interface RotationStep extends RotatedBatch {
  currentKeyId: string;
  /** Keys that still open something; with none left ENCRYPTION_KEYS_OLD can go. */
  oldKeys: KeyUse[];
}

/** Everything that the command line asks for. Each verb takes one plain value, so that it can come from another process. */
export interface CommandVerbs {
  listNumbers(request: ListRequest): Promise<NumberPage>;
  /** Throws NotFound. */
  showNumber(ref: { id: number } | { phoneNumber: string }): ReturnType<Operations["showNumber"]>;
  /** Throws NotFound. */
  verifyNumber(request: { id: number; osUser: string }): Promise<VerifiedNumber>;
  /** Looks at everything. Throws NotFound, and IllegalTransition where the number is not corrupted. */
  checkForceDelete(request: { id: number; osUser: string }): Promise<CommandLineSheet | AlreadyForceDeleted>;
  /** Looks again, decides, and acts at most once. */
  forceDelete(request: {
    id: number;
    osUser: string;
    shown: ShownFacts;
    form: CommandLineForm;
  }): Promise<CommandLineForceDeleteResult>;
  listLeftovers(page: { number: number; size: number }): Promise<LeftoverPage>;
  findLeftovers(request: { sid: string }): Promise<SidFinding>;
  /** `head`: an event that must be in the chain, as it was written down elsewhere. */
  verifyAudit(request: { head: { seq: number; hash: string } | null }): Promise<ChainVerdict>;
  /** `ordinal` null: everything that happened to the number. Throws NotFound. */
  exportCase(request: { numberId: number; ordinal: number | null }): Promise<ExportedCase>;
  /**
   * Encrypts the next batch of tokens after that number's anew. `keyId`: the key that the caller believes to be the current
   * one. Throws Conflict where it is another one.
   */
  rotateKeys(request: { osUser: string; keyId: string; afterId: number }): Promise<RotationStep>;
  /** `path`: absolute. Throws Conflict where the file is there already or cannot be written. */
  exportBackup(request: { path: string }): Promise<BackupSummary>;
  /** How the stored data stand to this version of Lineman; changes nothing. */
  examineData(request: Record<never, never>): Promise<DataState>;
}
