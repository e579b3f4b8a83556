import { NotFound } from "../domain/errors.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";

const PAGE_SIZE = 20;

/** One page of the open members of a storm; the last one where the asked one is behind it. Throws NotFound. */
export function createListStormMembers(deps: Pick<Deps, "database">): Operations["listStormMembers"] {
  return async (stormId, wanted) => {
    const { storms } = deps.database;
    const storm = await storms.find(stormId);
    if (storm === null) throw new NotFound(`There is no storm with id ${stormId}.`);
    const counts = await storms.counts(stormId);
    const pages = Math.max(1, Math.ceil(counts.open / PAGE_SIZE));
    const page = Math.min(Math.max(1, wanted), pages);
    const slice = { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE };
    return { storm, counts, members: await storms.listMembers(stormId, slice), page, pages };
  };
}
