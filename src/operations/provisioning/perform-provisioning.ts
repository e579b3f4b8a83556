import { Conflict, ProviderError } from "../../domain/errors.ts";
import { isDomainTaken } from "../../domain/provision-failure.ts";
import {
  madeOn,
  namedBy,
  type ProvisionAction,
  type ProvisionStep,
  terminationDomain,
} from "../../domain/provision-plan.ts";
import type { Deps } from "../deps.ts";
import type { TelephonyAccess } from "../ports/providers.ts";
import type { Creation, Made } from "../ports/provisioning.ts";
import type { TimeBudget } from "../time-budget.ts";
import { withdraw } from "../withdraw.ts";
import { askUntilSure } from "./ask-until-sure.ts";
import { drawNonce } from "./draw-nonce.ts";
import type { HeldProvisioning } from "./held-provisioning.ts";
import { makeSurely, NotMade } from "./make-surely.ts";
import { isAtRealtime, makerOf } from "./maker.ts";
import { recordMade } from "./record-made.ts";

type PerformDeps = Pick<Deps, "database" | "provisioning" | "telephony" | "realtime" | "clock" | "ids">;

/** The only two that are told the SIP password. */
const NEEDS_PASSWORD: readonly ProvisionAction[] = ["create_credential", "create_livekit_outbound_trunk"];

/** So many termination domains are tried. */
const DOMAIN_TRIES = 3;

/** What the steps of one provisioning have in common. `made` fills up as they succeed. */
export interface ProvisionContext {
  held: HeldProvisioning;
  phoneNumber: string;
  /** The id of the number at the carrier. */
  carrierSid: string;
  access: TelephonyAccess;
  password: string;
  budget: TimeBudget;
  made: Map<ProvisionAction, Made>;
}

/**
 * Carries out a plan in order, each step written down before its call. False where it stopped because another program has removed
 * the number, or made something else of it. Throws NotMade at the first step that fails, Conflict where another process has taken
 * over.
 */
export async function performProvisioning(
  deps: PerformDeps,
  context: ProvisionContext,
  steps: readonly ProvisionStep[],
): Promise<boolean> {
  const { phoneNumberId } = context.held.provisioning;
  for (const step of steps) {
    if ((await deps.database.numbers.find(phoneNumberId))?.status !== "provisioning") return false;
    if (!context.budget.allows(0)) throw new NotMade(step.action, outOfTime(step.action), true);
    if (!(await context.held.keep())) throw new Conflict("Another process has taken this create over.");
    if (step.action === "link_number") await refuseWhereLinked(deps, context);
    context.made.set(step.action, await performStep(deps, context, step));
  }
  return true;
}

async function performStep(deps: PerformDeps, context: ProvisionContext, step: ProvisionStep): Promise<Made> {
  const { provisioning } = context.held;
  const { provisionings } = deps.database;
  const creation = creationOf(context, step);
  const { parentSid, memberSid } = creation;
  const { action, name } = step;
  const startedAt = deps.clock.now();
  const intent = { provisioningId: provisioning.id, action, name, parentSid, memberSid, startedAt };
  const id = await provisionings.begin(intent);
  try {
    const made = await makeWithFreeDomain(deps, context, creation);
    if (!(await context.held.keep())) {
      // Whoever took over has looked for it already, and may not have seen it: nobody else will take it away.
      await withdraw(deps, context, creation, made);
      throw new Conflict("Another process has taken this create over.");
    }
    await recordMade(deps, provisioning.phoneNumberId, { ...intent, id }, { made, access: context.access });
    return made;
  } catch (error) {
    if (error instanceof NotMade && error.surely)
      await provisionings.complete(id, deps.clock.now(), { outcome: "refused", sid: null });
    throw error;
  }
}

/** Makes it, under another termination domain where the drawn one is taken (telephony.md 6, case 18). */
async function makeWithFreeDomain(
  deps: PerformDeps,
  context: ProvisionContext,
  creation: Creation,
): Promise<Made> {
  let { step } = creation;
  const maker = makerOf(deps, context.access, step.action);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await makeSurely(deps, maker, { ...creation, step }, context.budget);
    } catch (error) {
      if (!(error instanceof NotMade) || !error.surely) throw error;
      if (step.action !== "create_sip_trunk" || step.domainName === null) throw error;
      if (attempt >= DOMAIN_TRIES || !isDomainTaken(step.action, error.failure)) throw error;
      step = { ...step, domainName: terminationDomain(drawNonce(deps.ids)) };
    }
  }
}

function creationOf(
  { made, phoneNumber, carrierSid, password }: ProvisionContext,
  step: ProvisionStep,
): Creation {
  const sidOf = (action: ProvisionAction | null) =>
    action === null ? null : (made.get(action)?.sid ?? null);
  return {
    step,
    phoneNumber,
    parentSid: sidOf(madeOn(step.action)),
    memberSid: step.action === "link_number" ? carrierSid : sidOf(namedBy(step.action)),
    domainName: made.get("create_sip_trunk")?.domainName ?? null,
    password: NEEDS_PASSWORD.includes(step.action) ? password : null,
  };
}

/** Linking a number moves it: somebody may have linked it to another trunk since it was looked at first. */
async function refuseWhereLinked(deps: PerformDeps, context: ProvisionContext): Promise<void> {
  const { access, budget, phoneNumber, carrierSid, made } = context;
  const now = await askUntilSure(deps, budget, () =>
    deps.provisioning.telephony.findNumber(access, phoneNumber, budget.call()),
  ).catch((error: unknown) => {
    throw error instanceof ProviderError ? new NotMade("link_number", error, true) : error;
  });
  const ours = made.get("create_sip_trunk")?.sid;
  if (now?.sid === carrierSid && (now.trunkSid === null || now.trunkSid === ours)) return;
  const message =
    now?.trunkSid == null
      ? `${phoneNumber} is not in Twilio account ${access.accountSid} any more`
      : `${phoneNumber} is linked to trunk ${now.trunkSid} at Twilio since a moment ago, and was left there`;
  throw new NotMade(
    "link_number",
    new ProviderError({ provider: "twilio", kind: "conflict", message }),
    true,
  );
}

function outOfTime(action: ProvisionAction): ProviderError {
  return new ProviderError({
    provider: isAtRealtime(action) ? "livekit" : "twilio",
    kind: "timeout",
    message: "the time for setting the number up was used up",
  });
}
