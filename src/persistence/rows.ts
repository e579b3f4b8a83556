import type { Actor } from "../domain/actor.ts";
import { type Cause, isCause } from "../domain/cause.ts";
import {
  type ExternalResource,
  type Ownership,
  RESOURCE_KINDS,
  type ResourceKind,
  type ResourceState,
} from "../domain/external-resource.ts";
import type { Incident, IncidentOutcome } from "../domain/incident.ts";
import type { Json, NumberStatus, PhoneNumber } from "../domain/phone-number.ts";
import type { LeftoverRecord } from "../operations/ports/force-delete-store.ts";
import type { RunOutcome, TeardownRun } from "../operations/ports/teardown-journal.ts";
import { Prisma } from "./generated/client.ts";
import type {
  ExternalResourceModel,
  IncidentModel,
  LeftoverModel,
  PhoneNumberModel,
  TeardownRunModel,
} from "./generated/models.ts";
import { storableJson } from "./storable.ts";

// A word that is not of its set was written by a newer version or by hand. Where it only explains, a neutral word stands in;
// where it decides what may be done (status, kind, state), reading fails: a resource left out would pass for settled.

const STATUSES: readonly NumberStatus[] = ["provisioning", "active", "deleting", "corrupted"];
const STATES: readonly ResourceState[] = ["present", "gone", "kept", "unknown"];
const LEFTOVER_STATES: readonly LeftoverRecord["state"][] = [...STATES, "accepted"];
const OWNERSHIPS: readonly Ownership[] = ["proven", "unproven", "unknown"];
const OUTCOMES: readonly IncidentOutcome[] = ["force_deleted", "removed", "resolved_elsewhere"];
const BASES: readonly NonNullable<Incident["closedBasis"]>[] = ["proven", "attested", "accepted", "api"];
const RUN_OUTCOMES: readonly RunOutcome[] = ["removed", "corrupted", "overtaken"];

/** The word where it is one of these, else null. */
export function oneOf<T extends string>(words: readonly T[], word: unknown): T | null {
  return words.find((known) => known === word) ?? null;
}

function mustBeOneOf<T extends string>(words: readonly T[], word: string, what: string): T {
  const known = oneOf(words, word);
  if (known === null) throw new Error(`the database holds an unknown ${what}: "${word}"`);
  return known;
}

/** The status, or null where the word is none. */
export function toStatus(word: unknown): NumberStatus | null {
  return oneOf(STATUSES, word);
}

/** The state of a resource, or null where the word is none. */
export function toResourceState(word: unknown): ResourceState | null {
  return oneOf(STATES, word);
}

function toResourceKind(word: string): ResourceKind {
  return mustBeOneOf(RESOURCE_KINDS, word, "kind of resource");
}

function toCause(word: string | null): Cause | null {
  return isCause(word) || word === null ? word : "unexpected";
}

/** An actor as it was stored; one that cannot be read is said to be unknown. */
export function toActor(value: Prisma.JsonValue): Actor {
  const { kind, id, name } = isRecord(value) ? value : {};
  if (kind === "slack_user" && typeof id === "string") return { kind, id };
  if ((kind === "api_token" || kind === "os_user" || kind === "system") && typeof name === "string")
    return { kind, name };
  return { kind: "system", name: "unknown" };
}

/** Null where nobody was stored. */
export const toActorOrNull = (value: Prisma.JsonValue | null) => (value === null ? null : toActor(value));

/** True for a JSON object. */
export function isRecord(value: Prisma.JsonValue | undefined): value is Prisma.JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A domain value for a json column that is never null. */
export function fromJson(value: Json): Prisma.InputJsonValue | typeof Prisma.JsonNull {
  return (storableJson(value) as Prisma.InputJsonValue | null) ?? Prisma.JsonNull;
}

/** A domain value for a json column where null means "none". */
export function fromJsonOrNull(value: Json): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === null ? Prisma.DbNull : (storableJson(value) as Prisma.InputJsonValue);
}

/** A number as it is stored. Throws where its status is not known. */
export function toPhoneNumber(row: PhoneNumberModel): PhoneNumber {
  const { twilioIpAclSids, ...rest } = row;
  return {
    ...rest,
    status: mustBeOneOf(STATUSES, row.status, "status"),
    outboundTrunk: row.outboundTrunk as Json,
    inboundTrunk: row.inboundTrunk as Json,
    twilioIpAccessControlListSids: twilioIpAclSids,
  };
}

/** A resource as it is stored. Throws where its kind or state is not known. */
export function toExternalResource(row: ExternalResourceModel): ExternalResource {
  const { id: _, phoneNumberId: __, createdAt: ___, ...rest } = row;
  return {
    ...rest,
    kind: toResourceKind(row.kind),
    state: mustBeOneOf(STATES, row.state, "state"),
    cause: toCause(row.cause),
    ownership: oneOf(OWNERSHIPS, row.ownership) ?? "unknown",
  };
}

/** How an incident ended; a word that is not known says only that it did. */
export function toOutcome(word: string): IncidentOutcome {
  return oneOf(OUTCOMES, word) ?? "resolved_elsewhere";
}

/** On what a force delete rested, or null where there was none or the word is not known. */
export function toClosedBasis(word: string | null): Incident["closedBasis"] {
  return oneOf(BASES, word);
}

/** The state of a leftover. Throws where it is not known. */
export function toLeftoverState(word: string): LeftoverRecord["state"] {
  return mustBeOneOf(LEFTOVER_STATES, word, "state");
}

/** An incident as it is stored, without its outbox. */
export function toIncident(row: IncidentModel): Incident {
  return {
    id: row.id,
    phoneNumberId: row.phoneNumberId,
    ordinal: row.ordinal,
    phoneNumber: row.phoneNumber,
    label: row.label,
    cause: row.cause,
    message: row.message,
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    outcome: row.outcome === null ? null : toOutcome(row.outcome),
    closedBy: toActorOrNull(row.closedBy),
    closedReason: row.closedReason,
    closedBasis: toClosedBasis(row.closedBasis),
    approvedBy: toActorOrNull(row.approvedBy),
    alertChannel: row.alertChannel,
    alertTs: row.alertTs,
    claimedBy: toActorOrNull(row.claimedBy),
    claimedAt: row.claimedAt,
    snoozedUntil: row.snoozedUntil,
    snoozedBy: toActorOrNull(row.snoozedBy),
    lastActedAt: row.lastActedAt,
    nextRetryAt: row.nextRetryAt,
    retries: row.retries,
    mentionedAt: row.mentionedAt,
    remindedUnclaimedAt: row.remindedUnclaimedAt,
    remindedClaimedAt: row.remindedClaimedAt,
    checkingSince: row.checkingSince,
    stormId: row.stormId,
    ownMessage: row.ownMessage,
  };
}

/** A run as it is stored, without its lease. */
export function toTeardownRun(row: TeardownRunModel): TeardownRun {
  const { id, phoneNumberId, requestedAt, finishedAt } = row;
  return {
    id,
    phoneNumberId,
    requestedBy: toActor(row.requestedBy),
    requestedAt,
    finishedAt,
    outcome: oneOf(RUN_OUTCOMES, row.outcome),
  };
}

/** A leftover as it is stored. Throws where its kind or state is not known. */
export function toLeftover(row: LeftoverModel): LeftoverRecord {
  const { phoneNumberId, phoneNumber, label, sid, detail, checkedAt, letGoAt, reason } = row;
  return {
    phoneNumberId,
    phoneNumber,
    label,
    kind: toResourceKind(row.kind),
    sid,
    state: toLeftoverState(row.state),
    detail,
    checkedAt,
    letGoBy: toActor(row.letGoBy),
    letGoAt,
    reason,
  };
}
