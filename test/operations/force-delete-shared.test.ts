import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isSettled } from "../../src/domain/external-resource.ts";
import type { ForceDeleteResult } from "../../src/operations/operations.ts";
import { createOperationsHarness, type OperationsHarness } from "../support/operations-harness.ts";

const PLATFORM = { kind: "api_token", name: "platform" } as const;

let harness: OperationsHarness;
beforeAll(async () => {
  harness = await createOperationsHarness();
});
afterAll(() => harness.close());
beforeEach(() => harness.resetOutside());

/** Two corrupted numbers that record one credential list; all else of theirs is gone. */
async function twoThatShare() {
  const list = `CL${randomUUID().replaceAll("-", "")}`;
  const sharing = { twilioCredentialListSids: [list] };
  const one = (await harness.importedNumber(sharing)).number;
  const other = (await harness.importedNumber(sharing)).number;
  for (const { id } of [one, other]) await harness.corrupt(id);
  for (const key of [...harness.outside.there]) if (!key.includes(list)) harness.outside.there.delete(key);
  harness.outside.trunkNumbers.clear();
  return { list, one, other };
}

type Shared = Awaited<ReturnType<typeof twoThatShare>>["one"];

async function submitted(
  { id, phoneNumber }: Shared,
  userId: string,
): Promise<() => Promise<ForceDeleteResult>> {
  const { modalId } = await harness.operations.openForceDelete(id, userId);
  const sheet = await harness.operations.checkForceDelete(modalId);
  expect(sheet.resources.every(isSettled)).toBe(true);
  const form = { digits: phoneNumber.slice(-4), ticks: [], reason: "", acceptLeftovers: false };
  return () => harness.operations.submitForceDelete({ modalId, userId, mayAct: true, form });
}

const registered = async ({ id }: Shared, list: string) =>
  (await harness.database.leftovers.of(id)).find(({ sid }) => sid === list);

describe("a force delete of a number whose list is kept for another one", () => {
  it("of both at once: the second is told that nobody uses it any more, and nothing is said to be left to others", async () => {
    const { list, one, other } = await twoThatShare();
    const submits = [await submitted(one, "U1"), await submitted(other, "U2")];
    const results = await Promise.all(submits.map((submit) => submit()));
    expect(results.map(({ result }) => result).sort()).toEqual(["done", "refused"]);
    expect(results.find(({ result }) => result === "refused")).toMatchObject({
      decision: {
        why: "facts_changed",
        differences: [{ key: `twilio_credential_list:${list}`, was: "kept", is: "present" }],
      },
    });
  });

  it("while the other one is deleted the normal way: is not done on what was seen before", async () => {
    const { one, other } = await twoThatShare();
    const submit = await submitted(one, "U1");
    const deleteOther = async () => {
      expect(await harness.operations.deleteNumber(other.id, PLATFORM)).toMatchObject({ outcome: "removed" });
    };
    // What the look starts from is read first; what it has recorded, second.
    harness.afterNextVerification = async () => {
      harness.afterNextVerification = deleteOther;
    };
    expect(await submit()).toMatchObject({ result: "refused", decision: { why: "facts_changed" } });
    expect(await harness.database.numbers.find(one.id)).not.toBeNull();
  });

  it("of both by the API: the second one's register says that it may be left, the first one's that it is shared", async () => {
    const { list, one, other } = await twoThatShare();
    for (const { id } of [one, other]) await harness.operations.verifyNumber(id);
    await harness.operations.forceDeleteByApi(one.id, "platform");
    await harness.operations.forceDeleteByApi(other.id, "platform");
    expect(await registered(one, list)).toMatchObject({
      state: "kept",
      detail: `shared with number ${other.phoneNumber}`,
    });
    expect(await registered(other, list)).toMatchObject({
      state: "unknown",
      detail: expect.stringMatching(
        new RegExp(
          `^last known 20.*Z: shared with number \\${one.phoneNumber}, but no number records it any more$`,
        ),
      ),
    });
  });
});
