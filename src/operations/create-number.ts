import { Conflict, InvalidInput } from "../domain/errors.ts";
import { provisionFault } from "../domain/provision-failure.ts";
import { type ProvisionWish, planProvisioning, provisionFaults } from "../domain/provision-plan.ts";
import { outboundSettings } from "../domain/trunk-settings.ts";
import type { Deps } from "./deps.ts";
import type { CreateOutcome, CreateRequest, NumberWithResources, Operations } from "./operations.ts";
import type { TelephonyAccess } from "./ports/providers.ts";
import { checkCarrierNumber } from "./provisioning/check-carrier-number.ts";
import { drawNonce } from "./provisioning/draw-nonce.ts";
import { finishProvisioning } from "./provisioning/finish-provisioning.ts";
import type { HeldProvisioning } from "./provisioning/held-provisioning.ts";
import { NotMade } from "./provisioning/make-surely.ts";
import { openProvisioning } from "./provisioning/open-provisioning.ts";
import { type ProvisionContext, performProvisioning } from "./provisioning/perform-provisioning.ts";
import { type RollBackDeps, rollBack } from "./provisioning/roll-back.ts";
import { startBudget } from "./time-budget.ts";
import { whyTaken } from "./why-taken.ts";

/**
 * Sets a number up at Twilio and LiveKit. Whatever goes wrong, what was made is taken down again; if this process dies, the
 * job that was enqueued with the record does it.
 */
export function createCreateNumber(deps: RollBackDeps): Operations["createNumber"] {
  return async (request, actor) => {
    const faults = provisionFaults({ ...request, sipUri: deps.provisioning.sipUri });
    if (Object.keys(faults).length > 0) throw new InvalidInput(faults);
    await refuseWhereTaken(deps, request.phoneNumber);
    const budget = startBudget(deps.clock, deps.settings.deleteBudgetMs);
    const { twilioAccountSid: accountSid, authToken, twilioRegion: region, phoneNumber } = request;
    const access: TelephonyAccess = { accountSid, authToken, region };
    const carrierSid = await checkCarrierNumber(deps, access, phoneNumber, budget).catch(
      async (error: unknown) => {
        // What is wrong with it there may be the doing of somebody who sets it up meanwhile.
        await refuseWhereTaken(deps, phoneNumber);
        throw error;
      },
    );
    const { number, held } = await openProvisioning(deps, request, actor);
    const password = deps.provisioning.secrets.sipPassword();
    const context = { held, phoneNumber, carrierSid, access, password, budget, made: new Map() };
    return setUp(deps, context, wishOf(deps, number.id, request));
  };
}

/**
 * Before the carrier is asked: what a create that died has made there is about to be taken down again, and would be told as a fault
 * of the caller's.
 */
async function refuseWhereTaken({ database }: Pick<Deps, "database">, phoneNumber: string): Promise<void> {
  if (await database.numbers.isTaken(phoneNumber)) throw await whyTaken(database, phoneNumber);
}

async function setUp(
  deps: RollBackDeps,
  context: ProvisionContext,
  wish: ProvisionWish,
): Promise<CreateOutcome> {
  const { held } = context;
  try {
    await performProvisioning(deps, context, planProvisioning(wish));
    const created = await finishProvisioning(deps, held, outboundOf(context, wish));
    if (created !== null) return { outcome: "created", ...created };
  } catch (error) {
    // Whoever took it over takes it down.
    if (error instanceof Conflict) throw error;
    const failed = await answerAfter(deps, held, error);
    if (error instanceof NotMade) return failed;
    throw error;
  }
  const { left } = await rollBack(deps, held, "another program changed the number meanwhile");
  return { outcome: "failed", errors: { base: ["another program changed the number meanwhile"] }, left };
}

async function answerAfter(
  deps: RollBackDeps,
  held: HeldProvisioning,
  error: unknown,
): Promise<Extract<CreateOutcome, { outcome: "failed" }>> {
  const told =
    error instanceof NotMade
      ? provisionFault(error.action, error.failure)
      : { field: "base", text: "an error of Lineman's own" };
  const { left } = await rollBack(deps, held, told.text);
  return { outcome: "failed", errors: { [told.field]: [`${told.text}. ${afterwards(left)}`] }, left };
}

function afterwards(left: NumberWithResources | null): string {
  return left === null
    ? "Everything that was made before has been taken down again."
    : "Not everything that was made could be taken down again.";
}

function wishOf(deps: RollBackDeps, numberId: number, request: CreateRequest): ProvisionWish {
  const { phoneNumber, supportsInbound, supportsOutbound, inboundTrunk, outboundTrunk } = request;
  const nonce = drawNonce(deps.ids);
  return {
    phoneNumber,
    supportsInbound,
    supportsOutbound,
    inboundTrunk,
    outboundTrunk,
    sipUri: deps.provisioning.sipUri,
    namePrefix: `lm-${numberId}-${nonce}`,
    domainNonce: nonce,
    username: outboundSettings(outboundTrunk).username ?? deps.provisioning.secrets.sipUsername(),
  };
}

function outboundOf({ made }: ProvisionContext, { supportsOutbound, username }: ProvisionWish) {
  const domainName = made.get("create_sip_trunk")?.domainName ?? null;
  return supportsOutbound && domainName !== null ? { domainName, username } : null;
}
