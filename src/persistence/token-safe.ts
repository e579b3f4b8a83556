import type { RotatedBatch, TokenSafe, UnreadableToken } from "../operations/ports/token-safe.ts";
import { appendAudit } from "./audit-log.ts";
import type { TwilioCredentialModel } from "./generated/models.ts";
import type { Atomically, Queries } from "./prisma-client.ts";
import { CannotOpenSecret, type SecretBox } from "./secret-box.ts";

/** The stored Twilio tokens under their keys. */
export function createTokenSafe(queries: Queries, atomically: Atomically, secretBox: SecretBox): TokenSafe {
  return {
    currentKeyId: secretBox.currentKeyId,
    async keysInUse() {
      const groups = await queries.twilioCredential.groupBy({
        by: ["keyId"],
        _count: true,
        orderBy: { keyId: "asc" },
      });
      return groups.map(({ keyId, _count }) => ({ keyId, tokens: _count }));
    },
    rotate: (afterId, limit, eventOf) =>
      atomically(async (tx) => {
        const batch = await rotateIn(tx, secretBox, afterId, limit);
        const event = eventOf(batch);
        await appendAudit(tx, event === null ? [] : [event]);
        return batch;
      }),
  };
}

async function rotateIn(
  { twilioCredential: table }: Queries,
  secretBox: SecretBox,
  afterId: number,
  limit: number,
): Promise<RotatedBatch> {
  const rows = await table.findMany({
    where: { phoneNumberId: { gt: afterId }, keyId: { not: secretBox.currentKeyId } },
    orderBy: { phoneNumberId: "asc" },
    take: limit,
  });
  const batch: RotatedBatch = { rotated: 0, unreadable: [], lastId: rows.at(-1)?.phoneNumberId ?? null };
  for (const row of rows) {
    const sealed = sealAnew(row, secretBox);
    if ("why" in sealed) {
      batch.unreadable.push(sealed);
      continue;
    }
    const { phoneNumberId, keyId, authTag } = row;
    // The old seal is the condition: a token that was replaced meanwhile is not overwritten with the one before it.
    const { count } = await table.updateMany({ where: { phoneNumberId, keyId, authTag }, data: sealed });
    batch.rotated += count;
  }
  return batch;
}

function sealAnew(row: TwilioCredentialModel, secretBox: SecretBox) {
  const { phoneNumberId, accountSid, keyId } = row;
  const owner = { phoneNumberId, accountSid };
  try {
    return secretBox.seal(secretBox.open(row, owner), owner);
  } catch (error) {
    if (!(error instanceof CannotOpenSecret)) throw error;
    return { phoneNumberId, keyId, why: error.message } satisfies UnreadableToken;
  }
}
