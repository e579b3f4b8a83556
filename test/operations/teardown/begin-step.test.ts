import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createOperationsHarness, type OperationsHarness } from "../../support/operations-harness.ts";

const ACTOR = { kind: "api_token", name: "platform" } as const;
let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

const SHARED = ["twilioCredentialListSids", "twilioConnectionPolicySids"] as const;

/** Deletes a number; when the given call goes out, another number is imported that records what it names. */
async function deletedBeside(call: string, column: (typeof SHARED)[number]) {
  const { number } = await harness.importedNumber();
  const shared = { [column]: number[column] };
  let begun: Promise<PromiseSettledResult<unknown>[]> | null = null;
  harness.outside.onPerform = async () => {
    if (begun !== null || !harness.outside.calls.at(-1)?.startsWith(call)) return;
    begun = Promise.allSettled([harness.importedNumber(shared)]);
    await begun;
  };
  const outcome = await harness.operations.deleteNumber(number.id, ACTOR);
  if (begun === null) throw new Error(`no call ${call}`);
  const [imported] = await (begun as Promise<PromiseSettledResult<unknown>[]>);
  return { number, shared, outcome, imported };
}

describe("an import that names what another number's delete is about to remove", () => {
  it.each(SHARED)("is seen before the removal begins: it is kept for the new number (%s)", async (column) => {
    const { number, outcome, imported } = await deletedBeside("remove twilio_trunk_number", column);
    expect(imported?.status).toBe("fulfilled");
    expect(outcome).toEqual({ outcome: "removed" });
    const [sid = ""] = number[column];
    expect([...harness.outside.there].some((key) => key.endsWith(sid))).toBe(true);
    const stored = await harness.database.resources.of(number.id);
    expect(stored.find((resource) => resource.sid === sid)).toMatchObject({ state: "kept" });
  });

  it("is refused while the removal is under way, and recorded when that is over", async () => {
    const { number, shared, outcome, imported } = await deletedBeside(
      "remove twilio_credential_list",
      "twilioCredentialListSids",
    );
    expect(outcome).toEqual({ outcome: "removed" });
    expect(imported).toMatchObject({
      status: "rejected",
      reason: {
        code: "conflict",
        message: `${number.twilioCredentialListSids[0]} is being removed just now with another number that records it. Try again in a minute.`,
      },
    });
    const later = await harness.importedNumber(shared);
    expect((await harness.database.numbers.find(later.number.id))?.status).toBe("active");
  });

  /** Long enough for whoever does not wait to be through. */
  const aWhile = () => new Promise((resolve) => setTimeout(resolve, 500));

  it("waits for a removal that is just being written down", async () => {
    const { number } = await harness.importedNumber();
    const run = await harness.operations.startDelete(number.id, number.version, ACTOR);
    const [sid = ""] = number.twilioCredentialListSids;
    const ref = { kind: "twilio_credential_list", sid, parentSid: null } as const;
    let imported: Promise<unknown> = Promise.resolve();
    await harness.database.transaction(async (tx) => {
      await tx.numbers.lockResource(ref);
      await tx.teardowns.begin(run.id, { action: "remove", ref, at: harness.clock.now() });
      imported = harness.importedNumber({ twilioCredentialListSids: [sid] });
      imported.catch(() => {});
      await aWhile();
    });
    await expect(imported).rejects.toMatchObject({ code: "conflict" });
  });

  it("is waited for where it is just being recorded", async () => {
    const { number } = await harness.importedNumber();
    const { id: _i, version: _v, createdAt: _c, updatedAt: _u, hasTwilioCredentials: _h, ...row } = number;
    const [sid = ""] = number.twilioCredentialListSids;
    const other = { ...row, ...harness.bareNumber(), twilioCredentialListSids: [sid] };
    let deleted: Promise<unknown> = Promise.resolve();
    await harness.database.transaction(async (tx) => {
      await tx.numbers.lockResource({ kind: "twilio_credential_list", sid });
      await tx.numbers.create({ ...other, phoneNumber: `${number.phoneNumber}7` }, null);
      deleted = harness.operations.deleteNumber(number.id, ACTOR);
      await aWhile();
      await aWhile();
    });
    expect(await deleted).toEqual({ outcome: "removed" });
    expect(harness.outside.there).toContain(`twilio_credential_list:${sid}`);
  });
});
