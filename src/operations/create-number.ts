import { Conflict, InvalidInput } from "../domain/errors.ts";
import { provisionFault } from "../domain/provision-failure.ts";
import { type ProvisionWish, planProvisioning, provisionFaults } from "../domain/provision-plan.ts";
import { KIND_WORDS } from "../domain/resource-words.ts";
import { outboundSettings } from "../domain/trunk-settings.ts";
import type { Deps } from "./deps.ts";
import type { CreateOutcome, CreateRequest, Operations } from "./operations.ts";
import type { TelephonyAccess } from "./ports/providers.ts";
import { checkCarrierNumber } from "./provisioning/check-carrier-number.ts";
import { drawNonce } from "./provisioning/draw-nonce.ts";
import { finishProvisioning } from "./provisioning/finish-provisioning.ts";
import type { RolledBack } from "./provisioning/finish-roll-back.ts";
import type { HeldProvisioning } from "./provisioning/held-provisioning.ts";
import { NotMade } from "./provisioning/make-surely.ts";
import { openProvisioning } from "./provisioning/open-provisioning.ts";
import { type ProvisionContext, performProvisioning } from "./provisioning/perform-provisioning.ts";
import { type RollBackDeps, rollBack } from "./provisioning/roll-back.ts";
import { startBudget } from "./time-budget.ts";
import { whyTaken } from "./why-taken.ts";

/** What is told of a failure, and at which field of the request. */
interface ToldFault {
  field: string;
  text: string;
}

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
    const isComplete = await performProvisioning(deps, context, planProvisioning(wish));
    const created = isComplete ? await finishProvisioning(deps, held, outboundOf(context, wish)) : null;
    if (created !== null) return { outcome: "created", ...created };
  } catch (error) {
    // Whoever took it over takes it down.
    if (error instanceof Conflict) throw error;
    const failed = await failedAfter(deps, held, faultOf(error));
    if (error instanceof NotMade) return failed;
    throw error;
  }
  return failedAfter(deps, held, { field: "base", text: "another program changed the number meanwhile" });
}

function faultOf(error: unknown): ToldFault {
  return error instanceof NotMade
    ? provisionFault(error.action, error.failure)
    : { field: "base", text: "an error of Lineman's own" };
}

async function failedAfter(
  deps: RollBackDeps,
  held: HeldProvisioning,
  { field, text }: ToldFault,
): Promise<Extract<CreateOutcome, { outcome: "failed" }>> {
  const rolledBack = await rollBack(deps, held, text);
  const errors = { [field]: [`${text}. ${afterwards(rolledBack)}`] };
  return { outcome: "failed", errors, left: rolledBack.left };
}

/** What became of what was made: all of it is gone only where the roll-back says so. */
function afterwards({ left, standing }: RolledBack): string {
  if (left === null && standing.length === 0)
    return "Everything that was made before has been taken down again.";
  const notAll = "Not everything that was made could be taken down again.";
  if (left !== null) return notAll;
  const named = standing.map(({ kind, sid }) => `${KIND_WORDS[kind]} ${sid}`).join(", ");
  return `${notAll} Another program has removed the record; the register of leftovers keeps the ids. Look for these, and remove them by hand: ${named}.`;
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
