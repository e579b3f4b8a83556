import { isProvisionAction } from "../domain/provisioned-resource.ts";
import type {
  ProvisionIntent,
  Provisioning,
  ProvisioningOutcome,
  ProvisioningRecord,
  ProvisioningStore,
} from "../operations/ports/provisioning-store.ts";
import { latestLeaseEnd } from "./free-lease.ts";
import type { ProvisionIntentModel, ProvisioningModel } from "./generated/models.ts";
import type { Queries } from "./prisma-client.ts";
import { isRowId, isUuid } from "./row-id.ts";
import { fromJson, fromJsonOrNull, isRecord, toActor } from "./rows.ts";

/** The setting up of numbers, and the intents written down before each thing is made. */
export function createProvisioningStore(queries: Queries): ProvisioningStore {
  const { provisioning: provisionings, provisionIntent: intents } = queries;
  return {
    async open({ id, phoneNumberId, requestedBy, requestedAt, record }, { owner, until }) {
      await provisionings.create({
        data: {
          id,
          phoneNumberId,
          requestedBy: fromJson({ ...requestedBy }),
          requestedAt,
          record: fromJsonOrNull(record && { ...record }),
          leaseOwner: owner,
          leaseUntil: until,
        },
      });
    },
    async find(id) {
      const row = isUuid(id) ? await provisionings.findUnique({ where: { id } }) : null;
      return row && toProvisioning(row);
    },
    async lease(id, owner, now, until) {
      if (!isUuid(id)) return false;
      const { count } = await provisionings.updateMany({
        where: {
          id,
          finishedAt: null,
          OR: [
            { leaseUntil: null },
            { leaseUntil: { lte: now } },
            { leaseUntil: { gt: latestLeaseEnd(until) } },
          ],
        },
        data: { leaseOwner: owner, leaseUntil: until },
      });
      return count === 1;
    },
    async renew(id, owner, until) {
      const { count } = await provisionings.updateMany({
        where: { id, finishedAt: null, leaseOwner: owner },
        data: { leaseUntil: until },
      });
      return count === 1;
    },
    async finish(id, owner, at, outcome) {
      const { count } = await provisionings.updateMany({
        where: { id, finishedAt: null, leaseOwner: owner },
        data: { finishedAt: at, outcome, leaseOwner: null, leaseUntil: null },
      });
      return count === 1;
    },
    async listAbandoned(before, limit) {
      const rows = await provisionings.findMany({
        where: { finishedAt: null, OR: [{ leaseUntil: null }, { leaseUntil: { lt: before } }] },
        orderBy: { requestedAt: "asc" },
        take: limit,
        select: { id: true },
      });
      return rows.map(({ id }) => id);
    },
    async begin(intent) {
      return (await intents.create({ data: intent, select: { id: true } })).id;
    },
    async complete(intentId, at, { outcome, sid }) {
      await intents.updateMany({
        where: { id: intentId, finishedAt: null },
        data: { finishedAt: at, outcome, sid },
      });
    },
    async unfinishedOf(numberId) {
      if (!isRowId(numberId)) return [];
      const rows = await intents.findMany({
        where: { finishedAt: null, provisioning: { phoneNumberId: numberId } },
        orderBy: { id: "asc" },
      });
      return rows.map(toIntent);
    },
  };
}

const OUTCOMES: readonly ProvisioningOutcome[] = ["active", "removed", "corrupted"];

function toProvisioning(row: ProvisioningModel): Provisioning {
  const { id, phoneNumberId, requestedAt, finishedAt } = row;
  const outcome = OUTCOMES.find((known) => known === row.outcome) ?? null;
  const requestedBy = toActor(row.requestedBy);
  return { id, phoneNumberId, requestedBy, requestedAt, finishedAt, outcome, record: toRecord(row.record) };
}

/** Null where none was kept, or where it does not say what number it is. */
function toRecord(kept: ProvisioningModel["record"]): ProvisioningRecord | null {
  if (!isRecord(kept) || typeof kept["phoneNumber"] !== "string") return null;
  const text = (key: keyof ProvisioningRecord) => {
    const value = kept[key];
    return typeof value === "string" ? value : null;
  };
  return {
    phoneNumber: kept["phoneNumber"],
    label: text("label") ?? "",
    supportsInbound: kept["supportsInbound"] === true,
    supportsOutbound: kept["supportsOutbound"] === true,
    twilioAccountSid: text("twilioAccountSid"),
    twilioRegion: text("twilioRegion"),
    livekitHost: text("livekitHost"),
  };
}

/** An unknown action was written by a newer version: passing over it would leave behind what it made. */
function toIntent(row: ProvisionIntentModel): ProvisionIntent {
  const { id, provisioningId, action, name, parentSid, memberSid, startedAt } = row;
  if (!isProvisionAction(action)) throw new Error(`the database holds an unknown action: "${action}"`);
  return { id, provisioningId, action, name, parentSid, memberSid, startedAt };
}
