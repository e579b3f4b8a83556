import { InvalidInput } from "../domain/errors.ts";
import { isSettled, resourceKey } from "../domain/external-resource.ts";
import type { Deps } from "./deps.ts";
import { showAct } from "./incidents/record-act.ts";
import { tickLine } from "./incidents/thread-lines.ts";
import { loadNumber } from "./load-number.ts";
import type { Operations } from "./operations.ts";

/** Records which resources a person says they have removed by hand. A tick is a word, not a proof: the checks decide. */
export function createTickResources(deps: Pick<Deps, "database" | "clock">): Operations["tickResources"] {
  return (id, keys, userId) =>
    deps.database.transaction(async (tx) => {
      const { resources } = await loadNumber(tx, id);
      const open = resources.filter((resource) => !isSettled(resource));
      const strange = keys.filter((key) => !open.some((resource) => resourceKey(resource) === key));
      if (strange.length > 0)
        throw new InvalidInput({ ticks: ["this resource is not open any more: look again"] });
      const at = deps.clock.now();
      // Ticks live on stored rows; what only the number's columns named so far is stored first.
      await tx.resources.ensure(id, resources);
      await tx.resources.tick(id, keys, userId, at);
      const actor = { kind: "slack_user", id: userId } as const;
      const incident = await tx.incidents.openOf(id);
      if (incident !== null)
        await showAct(tx, incident.id, { actor, at, note: tickLine(open, keys, userId) });
      // Proof is better than a word: what was ticked is looked at right away.
      await tx.enqueue({ name: "verify_number", numberId: id });
      await tx.audit.append({
        at,
        actor,
        action: "resources_ticked",
        phoneNumberId: id,
        incidentId: incident?.id ?? null,
        data: { ticked: [...keys].sort() },
      });
      return loadNumber(tx, id);
    });
}
