import { isTransient } from "../../domain/cause.ts";
import { ProviderError } from "../../domain/errors.ts";
import { isAnswerLost, isNotThereYet, mayExistAlready } from "../../domain/provision-failure.ts";
import type { ProvisionAction } from "../../domain/provision-plan.ts";
import type { Deps } from "../deps.ts";
import type { Creation, Lookup, Made } from "../ports/provisioning.ts";
import type { TimeBudget } from "../time-budget.ts";
import { pauseBefore } from "./ask-until-sure.ts";
import { findMade, PAUSES_BEFORE_ABSENT_MS } from "./find-made.ts";
import { isAtRealtime, type Maker } from "./maker.ts";

/** Nothing was made, as far as is known. `surely`: the provider said so; else something may exist after all. */
export class NotMade extends Error {
  readonly action: ProvisionAction;
  readonly failure: ProviderError;
  readonly surely: boolean;
  constructor(action: ProvisionAction, failure: ProviderError, surely: boolean) {
    super(failure.message);
    this.action = action;
    this.failure = failure;
    this.surely = surely;
  }
}

/** A create is sent so often at most. */
const TRIES = 4;

/**
 * Makes one thing exactly once. A create whose answer was lost is looked for by its name and adopted; it is sent again only
 * after complete lists without it (telephony.md 6, case 15). Throws NotMade.
 */
export async function makeSurely(
  deps: Pick<Deps, "clock" | "ids">,
  maker: Maker,
  creation: Creation,
  budget: TimeBudget,
): Promise<Made> {
  const { action } = creation.step;
  const lookup = lookupOf(creation);
  const look = (pausesMs: readonly number[]) => findMade(deps, maker, lookup, { budget, pausesMs });
  let lost = false;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const made = await maker.create(creation, budget.call());
      if (lost) await look([]); // throws where the lost one was made after all: then there are two
      return made;
    } catch (thrown) {
      const failure = providerErrorOf(thrown);
      lost ||= isAnswerLost(failure);
      if (lost || mayExistAlready(failure)) {
        const found = await look(lost ? PAUSES_BEFORE_ABSENT_MS : []).catch((error: unknown) => {
          throw new NotMade(action, providerErrorOf(error), false);
        });
        if (found !== null) return found;
      }
      const pauseMs = pauseBefore(failure, attempt, deps.ids.random());
      if (!isWorthAnotherTry(creation, failure) || attempt + 1 >= TRIES || !budget.allows(pauseMs))
        throw new NotMade(action, failure, !lost);
      await deps.clock.sleep(pauseMs);
    }
  }
}

/** What a creation is found by. */
function lookupOf({ step, parentSid, memberSid }: Creation): Lookup {
  const name = step.action === "create_credential" ? step.username : step.name;
  return { action: step.action, name, parentSid, memberSid };
}

function isWorthAnotherTry({ step, parentSid }: Creation, failure: ProviderError): boolean {
  if (isTransient(failure.kind) || isAnswerLost(failure)) return true;
  return !isAtRealtime(step.action) && parentSid !== null && isNotThereYet(failure);
}

/** Anything but a provider's failure is a bug, and goes on. */
function providerErrorOf(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  throw error;
}
