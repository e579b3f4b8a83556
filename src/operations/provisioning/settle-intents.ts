import { ProviderError } from "../../domain/errors.ts";
import type { ExternalResource } from "../../domain/external-resource.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { kindMadeBy, provisionWords } from "../../domain/provisioned-resource.ts";
import { uncheckedResource } from "../../domain/recorded-resources.ts";
import type { Deps } from "../deps.ts";
import type { TelephonyAccess } from "../ports/providers.ts";
import type { ProvisionIntent } from "../ports/provisioning-store.ts";
import type { TimeBudget } from "../time-budget.ts";
import { findMade, PAUSES_BEFORE_ABSENT_MS } from "./find-made.ts";
import { makerOf } from "./maker.ts";
import { recordMade } from "./record-made.ts";
import { standInRef, strikeOut } from "./stand-in.ts";

export type SettleDeps = Pick<Deps, "database" | "provisioning" | "realtime" | "vault" | "clock" | "ids">;

/** A call that old has surely come to an end: what is not on a complete list now was never made. */
const FRESH_MS = 30_000;

/**
 * Finds out of every create whose end is not known whether it made something, by its name. What is there is recorded with
 * the number. Returns a stand-in for each that could not be told, under its name: such a number is not settled.
 */
export async function settleIntents(
  deps: SettleDeps,
  number: PhoneNumber,
  budget: TimeBudget,
): Promise<ExternalResource[]> {
  const intents = await deps.database.provisionings.unfinishedOf(number.id);
  if (intents.length === 0) return [];
  const vaulted = await deps.vault.accessFor(number);
  const untold: ExternalResource[] = [];
  for (const intent of intents) {
    const obstacle = await settleIntent(deps, number, intent, { vaulted, budget });
    const standIn = obstacle && standInFor(intent, obstacle, deps.clock.now());
    if (standIn) untold.push(standIn);
  }
  return untold;
}

/**
 * The same for a number that is looked at or torn down later: what was never learnt may be told by now, and what still is not
 * is looked at with the rest.
 */
export async function settleIntentsOf(deps: SettleDeps, numberId: number, budget: TimeBudget): Promise<void> {
  const number = await deps.database.numbers.find(numberId);
  if (number === null || number.status === "provisioning") return;
  await deps.database.resources.ensure(numberId, await settleIntents(deps, number, budget));
}

/** Null where it is told now. */
async function settleIntent(
  deps: SettleDeps,
  number: PhoneNumber,
  intent: ProvisionIntent,
  { vaulted, budget }: { vaulted: TelephonyAccess | { missing: string }; budget: TimeBudget },
): Promise<ProviderError | null> {
  const { provisionings } = deps.database;
  // What is no resource of its own hangs on one, and goes with it.
  if (kindMadeBy(intent.action) === null) {
    await provisionings.complete(intent.id, deps.clock.now(), { outcome: "with_parent", sid: null });
    return null;
  }
  if ("missing" in vaulted)
    return new ProviderError({ provider: "twilio", kind: "credentials", message: vaulted.missing });
  const age = deps.clock.now().getTime() - intent.startedAt.getTime();
  const pausesMs = age < FRESH_MS ? PAUSES_BEFORE_ABSENT_MS : [];
  try {
    const maker = makerOf(deps, vaulted, intent.action);
    const found = await findMade(deps, maker, intent, { budget, pausesMs });
    if (found === null) await recordAbsent(deps, number.id, intent);
    else await recordMade(deps, number.id, intent, { made: found, access: vaulted });
    return null;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

async function recordAbsent(
  deps: Pick<Deps, "database" | "clock">,
  numberId: number,
  intent: ProvisionIntent,
): Promise<void> {
  const ref = standInRef(intent);
  await deps.database.transaction(async (tx) => {
    await tx.provisionings.complete(intent.id, deps.clock.now(), { outcome: "absent", sid: null });
    if (ref !== null) await strikeOut(tx, numberId, ref);
  });
}

/** What a look may find of it after all. Null where what was to be made is no resource of its own. */
export function standInFor(
  intent: ProvisionIntent,
  obstacle: ProviderError,
  now: Date,
): ExternalResource | null {
  const ref = standInRef(intent);
  if (ref === null) return null;
  const where = ref.sid === intent.name ? ", look for this name there" : "";
  return {
    ...uncheckedResource(ref),
    cause: obstacle.kind,
    detail: `nobody knows whether ${provisionWords(intent.action)} was made${where}: ${obstacle.message}`,
    how: "looked for by its name",
    providerCode: obstacle.providerCode,
    requestId: obstacle.requestId,
    ownership: "unknown",
    checkedAt: now,
  };
}
