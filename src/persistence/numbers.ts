import type { ResourceKind } from "../domain/external-resource.ts";
import type { NumberStatus } from "../domain/phone-number.ts";
import type { NewNumber, NumberChanges, NumberStore } from "../operations/ports/store.ts";
import type { Prisma } from "./generated/client.ts";
import type { Atomically, Queries } from "./prisma-client.ts";
import { isRowId } from "./row-id.ts";
import { fromJson, toPhoneNumber, toStatus } from "./rows.ts";
import type { SecretBox } from "./secret-box.ts";
import { storableText } from "./storable.ts";

export interface NumberStoreDeps {
  queries: Queries;
  atomically: Atomically;
  secretBox: SecretBox;
}

/** Sharing is proven by a single name; an account-wide list may be recorded by thousands. */
const MOST_RECORDERS = 100;

const VISIBLE = { not: "provisioning" };

/** The phone numbers. */
export function createNumberStore({ queries, atomically, secretBox }: NumberStoreDeps): NumberStore {
  const { phoneNumber: table } = queries;
  return {
    async find(id) {
      const row = isRowId(id) ? await table.findUnique({ where: { id } }) : null;
      return row && toPhoneNumber(row);
    },
    async findByPhoneNumber(e164) {
      const row = await table.findFirst({ where: { phoneNumber: e164, status: VISIBLE } });
      return row && toPhoneNumber(row);
    },
    isTaken: async (e164) => (await table.count({ where: { phoneNumber: e164 } })) > 0,
    async list({ status, afterId = 0, offset, limit }) {
      if (afterId !== 0 && !isRowId(afterId)) return [];
      const rows = await table.findMany({
        where: { id: { gt: afterId }, AND: [visible(status)] },
        orderBy: { id: "asc" },
        ...(offset === undefined ? {} : { skip: offset }),
        ...(limit === undefined ? {} : { take: limit }),
      });
      return rows.map(toPhoneNumber);
    },
    count: (status) => table.count({ where: visible(status) }),
    async countsByStatus() {
      const counts: Record<NumberStatus, number> = { provisioning: 0, active: 0, deleting: 0, corrupted: 0 };
      const groups = await table.groupBy({ by: ["status"], where: visible(), _count: true });
      for (const group of groups) {
        const status = toStatus(group.status);
        if (status !== null) counts[status] = group._count;
      }
      return counts;
    },
    create: (number, authToken) =>
      atomically(async (tx) => {
        const row = { ...newRow(number), hasTwilioCredentials: authToken !== null };
        // A phone number that is recorded already is skipped rather than an error, which would end the transaction.
        const [created] = await tx.phoneNumber.createManyAndReturn({ data: [row], skipDuplicates: true });
        if (created === undefined) return null;
        if (authToken !== null)
          await storeToken(tx, secretBox, created.id, number.twilioAccountSid, authToken);
        return toPhoneNumber(created);
      }),
    async compareAndSet(id, expected, changes) {
      if (!isRowId(id)) return null;
      const [row] = await table.updateManyAndReturn({
        where: condition(id, expected),
        data: changedColumns(changes),
      });
      return row === undefined ? null : toPhoneNumber(row);
    },
    async compareAndRemove(id, expected) {
      if (!isRowId(id)) return false;
      return (await table.deleteMany({ where: condition(id, expected) })).count === 1;
    },
    async lock(id) {
      if (!isRowId(id)) return null;
      await queries.$queryRaw`SELECT 1 FROM phone_numbers WHERE id = ${id}::integer FOR UPDATE`;
      const row = await table.findUnique({ where: { id } });
      return row && toPhoneNumber(row);
    },
    async lockResource({ kind, sid }) {
      await queries.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${kind}:${sid}`}, 72707))`;
    },
    async listDeletingWithoutRun(before, limit) {
      const rows = await queries.$queryRaw<{ id: number }[]>`
        SELECT number.id FROM phone_numbers number
        WHERE number.status = 'deleting' AND number.updated_at < ${before}::timestamptz AND NOT EXISTS (
          SELECT 1 FROM teardown_runs run WHERE run.phone_number_id = number.id AND run.finished_at IS NULL)
        ORDER BY number.id LIMIT ${limit}`;
      return rows.map(({ id }) => id);
    },
    async recordersOf(kind, sid, exceptId) {
      const columns = columnsOf(kind, sid);
      if (columns.length === 0) return [];
      const rows = await table.findMany({
        where: { OR: columns, ...(isRowId(exceptId) ? { id: { not: exceptId } } : {}) },
        select: { phoneNumber: true },
        orderBy: { id: "asc" },
        take: MOST_RECORDERS,
      });
      return rows.map((row) => row.phoneNumber);
    },
  };
}

/** The columns of a change; what is not given stays. */
function changedColumns(changes: NumberChanges): Prisma.PhoneNumberUpdateManyMutationInput {
  const { corruptionCause, corruptionMessage, outboundTrunk, twilioIpAccessControlListSids, ...rest } =
    changes;
  return {
    ...rest,
    ...(corruptionCause === undefined ? {} : { corruptionCause: storable(corruptionCause) }),
    ...(corruptionMessage === undefined ? {} : { corruptionMessage: storable(corruptionMessage) }),
    ...(outboundTrunk === undefined ? {} : { outboundTrunk: fromJson(outboundTrunk) }),
    ...(twilioIpAccessControlListSids === undefined
      ? {}
      : { twilioIpAclSids: twilioIpAccessControlListSids }),
  };
}

const storable = (text: string | null) => (text === null ? null : storableText(text));

const visible = (status?: NumberStatus): Prisma.PhoneNumberWhereInput => ({
  status: VISIBLE,
  ...(status === undefined ? {} : { AND: [{ status }] }),
});

const condition = (
  id: number,
  { statuses, version }: { statuses: readonly NumberStatus[]; version?: number },
) => ({
  id,
  status: { in: [...statuses] },
  ...(version === undefined ? {} : { version }),
});

/** Where an id of this kind can stand. Access control lists and policies were filed in either column (telephony.md 1.8). */
function columnsOf(kind: ResourceKind, sid: string): Prisma.PhoneNumberWhereInput[] {
  switch (kind) {
    case "twilio_sip_trunk":
      return [{ twilioTrunkSid: sid }];
    case "twilio_credential_list":
      return [{ twilioCredentialListSids: { has: sid } }];
    case "twilio_ip_access_control_list":
    case "twilio_connection_policy":
      return [{ twilioIpAclSids: { has: sid } }, { twilioConnectionPolicySids: { has: sid } }];
    case "livekit_inbound_trunk":
    case "livekit_outbound_trunk":
      return [{ livekitTrunkId: sid }, { livekitOutboundTrunkId: sid }];
    case "livekit_dispatch_rule":
      return [{ livekitDispatchRuleId: sid }];
    // Belong to one trunk each; the trunk is asked about.
    case "twilio_trunk_number":
    case "twilio_origination_url":
      return [];
  }
}

function newRow(number: NewNumber): Prisma.PhoneNumberCreateManyInput {
  const { twilioIpAccessControlListSids, ...rest } = number;
  return {
    ...rest,
    label: storableText(number.label),
    outboundTrunk: fromJson(number.outboundTrunk),
    inboundTrunk: fromJson(number.inboundTrunk),
    twilioIpAclSids: twilioIpAccessControlListSids,
    corruptionCause: storable(number.corruptionCause),
    corruptionMessage: storable(number.corruptionMessage),
  };
}

async function storeToken(
  tx: Queries,
  secretBox: SecretBox,
  phoneNumberId: number,
  accountSid: string | null,
  authToken: string,
): Promise<void> {
  if (accountSid === null) throw new Error("an auth token is stored for an account, and none is given");
  const sealed = secretBox.seal(authToken, { phoneNumberId, accountSid });
  await tx.twilioCredential.create({ data: { phoneNumberId, accountSid, ...sealed } });
}
