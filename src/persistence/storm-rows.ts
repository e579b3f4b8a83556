import type { Storm, StormWork, StormWorkKind } from "../domain/storm.ts";
import type { StormModel } from "./generated/models.ts";
import { oneOf, toActor, toActorOrNull } from "./rows.ts";

const WORK_KINDS: readonly StormWorkKind[] = ["retry", "check"];

/** A storm as it is stored, without its outbox. */
export function toStorm(row: StormModel): Storm {
  return {
    id: row.id,
    cause: row.cause,
    account: row.account,
    openedAt: row.openedAt,
    endedAt: row.endedAt,
    leftCount: row.leftCount,
    claimedBy: toActorOrNull(row.claimedBy),
    claimedAt: row.claimedAt,
    snoozedUntil: row.snoozedUntil,
    snoozedBy: toActorOrNull(row.snoozedBy),
    lastActedAt: row.lastActedAt,
    mentionedAt: row.mentionedAt,
    remindedUnclaimedAt: row.remindedUnclaimedAt,
    remindedClaimedAt: row.remindedClaimedAt,
    probedAt: row.probedAt,
    providerCode: row.providerCode,
    providerWords: row.providerWords,
    work: toWork(row),
    alertChannel: row.alertChannel,
    alertTs: row.alertTs,
  };
}

function toWork({
  workKind,
  workBy,
  workStartedAt,
  workEndedAt,
  workObstacle,
}: StormModel): StormWork | null {
  const kind = oneOf(WORK_KINDS, workKind);
  if (kind === null || workBy === null || workStartedAt === null) return null;
  return {
    kind,
    by: toActor(workBy),
    startedAt: workStartedAt,
    endedAt: workEndedAt,
    obstacle: workObstacle,
  };
}
