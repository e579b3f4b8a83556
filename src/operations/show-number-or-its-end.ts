import { actorLabel } from "../domain/actor.ts";
import { NotFound } from "../domain/errors.ts";
import { caseName } from "../domain/incident.ts";
import type { CommandVerbs } from "./command-verbs.ts";
import type { Deps } from "./deps.ts";

/** Shows a number; of one that was force-deleted it says so, and when and by whom. */
export function createShowNumberOrItsEnd(
  { database }: Pick<Deps, "database">,
  showNumber: CommandVerbs["showNumber"],
): CommandVerbs["showNumber"] {
  return async (ref) => {
    try {
      return await showNumber(ref);
    } catch (error) {
      if (!(error instanceof NotFound) || !("id" in ref)) throw error;
      const latest = await database.incidents.latestOf(ref.id);
      if (latest?.outcome !== "force_deleted") throw error;
      const who = latest.closedBy === null ? "somebody" : actorLabel(latest.closedBy);
      const when = latest.closedAt === null ? "" : ` at ${latest.closedAt.toISOString()}`;
      throw new NotFound(
        `There is no phone number with id ${ref.id} any more: ${who} force-deleted it${when} (case ${caseName(latest)}).`,
      );
    }
  };
}
