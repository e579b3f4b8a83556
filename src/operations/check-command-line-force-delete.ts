import { IllegalTransition, NotFound } from "../domain/errors.ts";
import { basisOf, factsOf, needsSecondPerson } from "../domain/force-delete-gate.ts";
import { nextStatus } from "../domain/number-lifecycle.ts";
import type { CommandLineSheet, CommandVerbs } from "./command-verbs.ts";
import type { Deps } from "./deps.ts";
import { loadNumber } from "./load-number.ts";
import type { VerifyNumber } from "./verify-number.ts";

type CheckDeps = Pick<Deps, "database" | "settings">;

/**
 * The live check that a force delete on the command line shows. Writes nothing but what was found. Whoever comes after a
 * force delete, or is overtaken by one, is told of it.
 */
export function createCheckCommandLineForceDelete(
  deps: CheckDeps,
  verifyNumber: VerifyNumber,
): CommandVerbs["checkForceDelete"] {
  return async ({ id, osUser }) => {
    try {
      return await check(deps, verifyNumber, id, osUser);
    } catch (error) {
      const incident = error instanceof NotFound ? await deps.database.incidents.latestOf(id) : null;
      if (incident?.outcome !== "force_deleted") throw error;
      return { result: "already_done", incident };
    }
  };
}

async function check(
  { database, settings }: CheckDeps,
  verifyNumber: VerifyNumber,
  id: number,
  osUser: string,
): Promise<CommandLineSheet> {
  const { number: before } = await loadNumber(database, id);
  if (nextStatus(before.status, "force_delete_confirmed") === null)
    throw new IllegalTransition(before.status, "force_delete_confirmed");
  const verified = await verifyNumber(id, { kind: "os_user", name: osUser });
  const { number, resources } = verified;
  const incident = await database.incidents.openOf(id);
  const isWaiting = incident !== null && (await database.approvals.pendingOf(incident.id)) !== null;
  const basis = basisOf(resources);
  const needsApproval = needsSecondPerson(basis, settings.secondApprover);
  return { ...verified, basis, needsApproval, isWaiting, shown: factsOf(number.status, resources) };
}
