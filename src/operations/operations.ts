import type { Actor } from "../domain/actor.ts";
import type { ExternalResource } from "../domain/external-resource.ts";
import type {
  ForceDeleteBasis,
  ForceDeleteDecision,
  ForceDeleteForm,
  FormFaults,
} from "../domain/force-delete-gate.ts";
import type { HomeChoice } from "../domain/home-choice.ts";
import type { Incident } from "../domain/incident.ts";
import type { NumberStatus, PhoneNumber } from "../domain/phone-number.ts";
import type { StormWorkKind } from "../domain/storm.ts";
import type {
  DeleteState,
  History,
  LeftoverPage,
  PhoneNumberFinding,
  Report,
  SidFinding,
} from "./answers.ts";
import type { ApproveResult, DeclineResult } from "./force-delete/approval-answers.ts";
import type { HomeStatus } from "./home/home-status-value.ts";
import type { ClaimResult, ReleaseResult, SnoozeResult, WakeResult } from "./incidents/incident-answers.ts";
import type { Approval } from "./ports/force-delete-store.ts";
import type { NewNumber } from "./ports/store.ts";
import type { TeardownRun } from "./ports/teardown-journal.ts";
import type {
  OpenMemberResult,
  StormClaimResult,
  StormPage,
  StormReleaseResult,
  StormSnoozeResult,
  StormWakeResult,
  StormWorkResult,
} from "./storms/storm-answers.ts";

/** A number and what is known of everything it owns, in resource order. */
export interface NumberWithResources {
  number: PhoneNumber;
  resources: ExternalResource[];
}

/** A number after a look at every resource; nothing in it is older than `factsReadAt`. */
export interface VerifiedNumber extends NumberWithResources {
  factsReadAt: Date;
}

export interface ListRequest {
  status?: NumberStatus;
  /** 1-based, or what follows an id: the second way has no depth that it becomes slow at. */
  page: { number: number; size: number } | { afterId: number; size: number };
}

export interface NumberPage {
  items: NumberWithResources[];
  /** Of all numbers with the asked status, whatever the page. */
  totalCount: number;
}

/** A number whose resources exist already. Form was checked by the surface's schema; ids and account are checked here. */
export type ImportRequest = Omit<
  NewNumber,
  "status" | "corruptedAt" | "corruptionCause" | "corruptionMessage"
> & { authToken: string | null };

/** A number to be set up at Twilio and LiveKit. Form was checked by the surface's schema. */
export type CreateRequest = Pick<
  NewNumber,
  "phoneNumber" | "label" | "supportsInbound" | "supportsOutbound" | "inboundTrunk" | "outboundTrunk"
> & { twilioAccountSid: string; authToken: string; twilioRegion: string };

/** `left`: the number that stays, corrupted, because not everything could be taken down again. */
export type CreateOutcome =
  | ({ outcome: "created" } & NumberWithResources)
  | { outcome: "failed"; errors: Record<string, string[]>; left: NumberWithResources | null };

export type DeleteOutcome =
  | { outcome: "removed" }
  | ({ outcome: "corrupted"; incident: Incident } & NumberWithResources);

/** What the force-delete modal shows. */
export interface ForceDeleteSheet extends VerifiedNumber {
  modalId: string;
  incident: Incident | null;
  decision: ForceDeleteDecision;
  /** A wish of this incident that waits for a second person. */
  approval: Approval | null;
  /** Whether what is not proven gone can only be let go together with a second person. */
  needsApproval: boolean;
}

export type ForceDeleteResult =
  | { result: "done"; basis: ForceDeleteBasis; incident: Incident; leftBehind: ExternalResource[] }
  /** Somebody else was faster, or this very submission came twice. */
  | { result: "already_done"; incident: Incident }
  /** It waits for a second person; `isNew` false: an earlier wish waits, and this one was not recorded. */
  | { result: "waiting"; approval: Approval; isNew: boolean }
  /** `sheet` is what a redrawn modal shows; null where the number is not there any more. */
  | {
      result: "refused";
      decision: Extract<ForceDeleteDecision, { decision: "refused" }>;
      sheet: ForceDeleteSheet | null;
    };

/** Every verb of Lineman, one file each. Surfaces (slack, http, jobs) know nothing else of the inside. */
export interface Operations {
  listNumbers(request: ListRequest): Promise<NumberPage>;
  /** Throws NotFound. */
  showNumber(
    ref: { id: number } | { phoneNumber: string },
  ): Promise<NumberWithResources & { run: TeardownRun | null; incident: Incident | null }>;
  /** Throws InvalidInput. `unseen` names what could not be seen, in sentences for `message`. */
  importNumber(request: ImportRequest, actor: Actor): Promise<NumberWithResources & { unseen: string[] }>;
  /**
   * Sets a number up and waits; what was made is taken down again where that fails. Throws InvalidInput where nothing was
   * begun, Conflict where another process has taken it over.
   */
  createNumber(request: CreateRequest, actor: Actor): Promise<CreateOutcome>;
  /** Tears down and waits for the outcome. Throws NotFound, Conflict (somebody else is at it), IllegalTransition. */
  deleteNumber(id: number, actor: Actor): Promise<DeleteOutcome>;
  /**
   * The same for a number as a person has seen it (`version`), as a durable job; returns when it is enqueued. Throws like
   * deleteNumber, and Conflict (of nobody) where the record was changed since.
   */
  startDelete(id: number, version: number, actor: Actor): Promise<TeardownRun>;
  /** Throws NotFound. */
  deleteState(runId: string): Promise<DeleteState>;
  /** The same for what is left of a corrupted number. */
  retryCleanUp(id: number, actor: Actor): Promise<NumberWithResources>;
  /** Throws NotFound, IllegalTransition (corrupted already). */
  reportCorruption(
    id: number,
    report: { cause: string; message: string },
    actor: Actor,
  ): Promise<NumberWithResources>;
  /** Throws NotFound, IllegalTransition, ConfirmationRequired; Conflict where it was changed at the same moment. */
  forceDeleteByApi(id: number, tokenName: string): Promise<void>;
  /** Looks at every resource and records what was found; `asker`: the person who wanted it. Throws NotFound. */
  verifyNumber(id: number, asker?: Actor): Promise<VerifiedNumber>;
  /** Looks at a number of which something was never looked at. Throws NotFound. */
  lookFirst(id: number): Promise<void>;
  /** Looks at length where the look that began at `askedAtMs` ran out of time, and at the account's other such numbers. */
  scanAccount(numberId: number, askedAtMs: number): Promise<void>;
  /** Somebody who is on call takes the incident on; exactly one person has it. */
  claimIncident(incidentId: number, actor: Actor): Promise<ClaimResult>;
  /** Ends whoever's claim. */
  releaseIncident(incidentId: number, actor: Actor): Promise<ReleaseResult>;
  /** Quiet until then: no reminders, no automatic tries. The last wish holds. */
  snoozeIncident(incidentId: number, until: Date, actor: Actor): Promise<SnoozeResult>;
  /** Ends a snooze before its time. */
  wakeIncident(incidentId: number, actor: Actor): Promise<WakeResult>;
  /** A screen still offers what is not so any more. The incident as it is or ended; null where there never was one. */
  redrawAlert(incidentId: number): Promise<Incident | null>;
  /** These resources (keys) were removed by hand, says the person; replaces the person's earlier ticks. Throws NotFound. */
  tickResources(id: number, keys: readonly string[], userId: string): Promise<NumberWithResources>;
  /** Records that a person opened the modal. Throws NotFound, and IllegalTransition where the number is not corrupted. */
  openForceDelete(id: number, userId: string): Promise<NumberWithResources & { modalId: string }>;
  /** Looks at everything and records what the modal will show. Throws NotFound. */
  checkForceDelete(modalId: string): Promise<ForceDeleteSheet>;
  /** Field errors against what the modal showed; empty when the form may be sent. Reads the database only. */
  checkForceDeleteForm(modalId: string, form: ForceDeleteForm): Promise<FormFaults>;
  /** Looks again, decides, and acts at most once. `mayAct`: whether the person is on call, looked up just now. */
  submitForceDelete(request: {
    modalId: string;
    userId: string;
    mayAct: boolean;
    form: ForceDeleteForm;
  }): Promise<ForceDeleteResult>;
  /**
   * The second person's yes: looks again, decides, and acts at most once. `mayApprove`: whether they may, looked up just now.
   * Throws NotFound.
   */
  approveForceDelete(request: {
    approvalId: string;
    userId: string;
    mayApprove: boolean;
  }): Promise<ApproveResult>;
  /** Their no; or whoever asked takes it back. Throws NotFound. */
  declineForceDelete(request: {
    approvalId: string;
    userId: string;
    mayApprove: boolean;
  }): Promise<DeclineResult>;
  /** The person closed the window. */
  closeForceDelete(modalId: string, userId: string): Promise<void>;
  /** Says in the alert's thread what became of a submission whose window was closed meanwhile; plain text. */
  sayOutcome(modalId: string, text: string): Promise<void>;
  /** One person's App Home as it is now; a page that there is not becomes one that there is. */
  homeStatus(asked: HomeChoice & { userId: string }): Promise<HomeStatus>;
  /** Somebody who may look opened Home, or chose what to see there: draws it. */
  showHome(userId: string, choice: HomeChoice | null): Promise<void>;
  /** Something that Home shows has changed: enqueues that open ones are drawn anew. */
  homesChanged(): Promise<void>;
  /** Draws the open Homes that are behind; `retryAfterMs` where some have to wait. */
  publishHomes(): Promise<{ done: true } | { done: false; retryAfterMs: number }>;
  /** What happened to a number, page by page (1-based), also after its record is gone. Throws NotFound. */
  showHistory(
    ref: { id: number } | { phoneNumber: string },
    page: { number: number; size: number },
  ): Promise<History>;
  /** What was left behind and is not settled, oldest first, page by page (1-based). */
  listLeftovers(page: { number: number; size: number }): Promise<LeftoverPage>;
  /** What an external id is or was. */
  findLeftovers(sid: string): Promise<SidFinding>;
  /** What is known of the telephone numbers (E.164) and external ids that a text mentions, in their order. */
  lookUpMentions(mentions: {
    phoneNumbers: readonly string[];
    sids: readonly string[];
  }): Promise<{ phoneNumbers: PhoneNumberFinding[]; sids: SidFinding[] }>;
  report(): Promise<Report>;
  /** True the first time; a repeat within 15 minutes is not acted on. */
  isFirst(requestKey: string): Promise<boolean>;
  /** Somebody who is on call takes a storm on, with all its members. */
  claimStorm(stormId: number, actor: Actor): Promise<StormClaimResult>;
  releaseStorm(stormId: number, actor: Actor): Promise<StormReleaseResult>;
  snoozeStorm(stormId: number, until: Date, actor: Actor): Promise<StormSnoozeResult>;
  wakeStorm(stormId: number, actor: Actor): Promise<StormWakeResult>;
  /** Begins Retry all or Check all, as a durable job. */
  startStormWork(stormId: number, kind: StormWorkKind, actor: Actor): Promise<StormWorkResult>;
  /** A member gets a message of its own. */
  openStormMember(incidentId: number, actor: Actor): Promise<OpenMemberResult>;
  /** One page (1-based) of a storm's open members. Throws NotFound. */
  listStormMembers(stormId: number, page: number): Promise<StormPage>;
  /** Sends what a storm's message shows now. */
  syncStorm(stormId: number): Promise<{ done: true } | { done: false; retryAfterMs: number }>;
  /** Looks at one member for all, or goes on with what was begun for all; `retryAfterMs` where more is to be done. */
  workOnStorm(stormId: number): Promise<{ done: true } | { done: false; retryAfterMs: number }>;
  /** Sends what an alert shows now; `retryAfterMs` where Slack or another process asks to wait. */
  syncAlert(incidentId: number): Promise<{ done: true } | { done: false; retryAfterMs: number }>;
  /** Goes on with a teardown that its process did not finish. */
  resumeTeardown(runId: string): Promise<{ done: true } | { done: false; retryAfterMs: number }>;
  /** Takes down what a process made that died while it set a number up. */
  resumeProvisioning(provisioningId: string): Promise<{ done: true } | { done: false; retryAfterMs: number }>;
  /** Takes up incidents that only the trigger has seen, closes those that another program resolved, wakes late alerts. */
  takeUpIncidents(): Promise<void>;
  /** The part of that which people wait for: alerts of what has begun. */
  takeUpNew(): Promise<void>;
}
