import { IllegalTransition } from "../domain/errors.ts";
import { basisOf, factsOf, needsSecondPerson } from "../domain/force-delete-gate.ts";
import { nextStatus } from "../domain/number-lifecycle.ts";
import type { CommandVerbs } from "./command-verbs.ts";
import type { Deps } from "./deps.ts";
import { loadNumber } from "./load-number.ts";
import type { VerifyNumber } from "./verify-number.ts";

/** The live check that a force delete on the command line shows. Writes nothing but what was found. */
export function createCheckCommandLineForceDelete(
  { database, settings }: Pick<Deps, "database" | "settings">,
  verifyNumber: VerifyNumber,
): CommandVerbs["checkForceDelete"] {
  return async ({ id, osUser }) => {
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
  };
}
