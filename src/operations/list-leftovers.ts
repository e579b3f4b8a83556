import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";

/** What force deletes left behind and nobody has settled yet, oldest first. */
export function createListLeftovers(deps: Pick<Deps, "database">): Operations["listLeftovers"] {
  return async ({ number, size }) => {
    const { archive } = deps.database;
    const items = await archive.listOpenLeftovers({ offset: (number - 1) * size, limit: size });
    const counts = await archive.countOpenLeftovers();
    return { items, totalCount: [...counts.values()].reduce((sum, count) => sum + count, 0) };
  };
}
