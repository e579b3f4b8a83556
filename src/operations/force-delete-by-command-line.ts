import type { Actor } from "../domain/actor.ts";
import { decideForceDelete, differencesBetween, factsOf } from "../domain/force-delete-gate.ts";
import type { CommandLineForceDeleteResult, CommandVerbs } from "./command-verbs.ts";
import type { Deps } from "./deps.ts";
import { commitForceDelete } from "./force-delete/commit-force-delete.ts";
import { verifyUnlessGone } from "./force-delete/verify-unless-gone.ts";
import type { VerifyNumber } from "./verify-number.ts";

type Request = Parameters<CommandVerbs["forceDelete"]>[0];

/**
 * The force delete of the command line, for when Slack is down: the same gate on facts that are read anew, held against what
 * the person was shown. Shell access stands for the check of who is on call. A second person cannot be asked from here, so
 * what needs one is refused; so are leftovers that are still there.
 */
export function createForceDeleteByCommandLine(
  deps: Pick<Deps, "database" | "clock" | "settings">,
  verifyNumber: VerifyNumber,
): CommandVerbs["forceDelete"] {
  return async (request) => {
    const { id, osUser, form, shown } = request;
    const verified = await verifyUnlessGone(verifyNumber, id);
    if (verified === null) return endedOtherwise(deps, request, verifyNumber);
    const { number, resources, factsReadAt } = verified;
    const decision = decideForceDelete({
      actorMayAct: true,
      status: number.status,
      phoneNumber: number.phoneNumber,
      resources,
      factsReadAt,
      now: deps.clock.now(),
      shown,
      form: { ...form, acceptLeftovers: false },
      secondApprover: deps.settings.secondApprover,
      approved: false,
    });
    if (decision.decision !== "allowed") return { result: "refused", decision };
    const by: Actor = { kind: "os_user", name: osUser };
    const reason = form.reason.trim() === "" ? null : form.reason.trim();
    const { basis } = decision;
    const done = await commitForceDelete(deps, { verified, looked: verified, by, reason, basis });
    return done === null ? endedOtherwise(deps, request, verifyNumber) : { result: "done", basis, ...done };
  };
}

/** It could not be done on what was decided: says who was faster, what the number is now, or what has moved. */
async function endedOtherwise(
  { database }: Pick<Deps, "database">,
  { id, shown }: Request,
  verifyNumber: VerifyNumber,
): Promise<CommandLineForceDeleteResult> {
  const verified = await verifyUnlessGone(verifyNumber, id);
  if (verified?.number.status === "corrupted") {
    const differences = differencesBetween(shown, factsOf("corrupted", verified.resources));
    return { result: "refused", decision: { decision: "refused", why: "facts_changed", differences } };
  }
  const incident = await database.incidents.latestOf(id);
  if (verified === null && incident?.outcome === "force_deleted") return { result: "already_done", incident };
  const status = verified?.number.status ?? "removed";
  return { result: "refused", decision: { decision: "refused", why: "not_corrupted", status } };
}
