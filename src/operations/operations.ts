import type { Actor } from "../domain/actor.ts";
import type { ExternalResource } from "../domain/external-resource.ts";
import type {
  ForceDeleteBasis,
  ForceDeleteDecision,
  ForceDeleteForm,
  FormFaults,
} from "../domain/force-delete-gate.ts";
import type { Incident } from "../domain/incident.ts";
import type { NumberStatus, PhoneNumber } from "../domain/phone-number.ts";
import type { NewNumber, TeardownRun } from "./ports/store.ts";

/** A number and what is known of everything it owns, in resource order. */
export interface NumberWithResources {
  number: PhoneNumber;
  resources: ExternalResource[];
}

/** A number after a look at every resource; `factsReadAt` is when the look began. */
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
}

export type ForceDeleteResult =
  | { result: "done"; basis: ForceDeleteBasis; incident: Incident; leftBehind: ExternalResource[] }
  /** Somebody else was faster, or this very submission came twice. */
  | { result: "already_done"; incident: Incident }
  /** `sheet` is what a redrawn modal shows; null where the number is not there any more. */
  | {
      result: "refused";
      decision: Exclude<ForceDeleteDecision, { decision: "allowed" }>;
      sheet: ForceDeleteSheet | null;
    };

export interface HomeStatus {
  counts: Record<NumberStatus, number>;
  openIncidents: Incident[];
  openIncidentCount: number;
  asOf: Date;
}

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
  /** The same, as a durable job; returns when it is enqueued. */
  retryCleanUp(id: number, actor: Actor): Promise<NumberWithResources>;
  /** Throws NotFound, IllegalTransition (corrupted already). */
  reportCorruption(
    id: number,
    report: { cause: string; message: string },
    actor: Actor,
  ): Promise<NumberWithResources>;
  /** Throws NotFound, IllegalTransition, ConfirmationRequired. */
  forceDeleteByApi(id: number, tokenName: string): Promise<void>;
  /** Looks at every resource and records what was found. Throws NotFound. */
  verifyNumber(id: number): Promise<VerifiedNumber>;
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
  homeStatus(): Promise<HomeStatus>;
  /** True the first time; a repeat within 15 minutes is not acted on. */
  isFirst(requestKey: string): Promise<boolean>;
  /** Sends what an alert shows now; `retryAfterMs` where Slack or another process asks to wait. */
  syncAlert(incidentId: number): Promise<{ done: true } | { done: false; retryAfterMs: number }>;
  /** Goes on with a teardown that its process did not finish. */
  resumeTeardown(runId: string): Promise<{ done: true } | { done: false; retryAfterMs: number }>;
  /** Takes down what a process made that died while it set a number up. */
  resumeProvisioning(provisioningId: string): Promise<{ done: true } | { done: false; retryAfterMs: number }>;
  /** Takes up incidents that only the trigger has seen, closes those that another program resolved, wakes late alerts. */
  takeUpIncidents(): Promise<void>;
}
