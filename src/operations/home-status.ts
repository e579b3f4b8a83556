import { fittingPage, HOME_PAGE_SIZE, type HomeFilter, isNumberFilter } from "../domain/home-choice.ts";
import type { Deps } from "./deps.ts";
import { createCountNumbers } from "./home/count-numbers.ts";
import type { HomeList } from "./home/home-status-value.ts";
import type { Operations } from "./operations.ts";
import type { Slice } from "./ports/archive.ts";

const SHOWN_FORCE_DELETES = 10;
const SHOWN_LEFTOVERS = 5;

/** What App Home shows: parts of bounded size, whatever the inventory's. */
export function createHomeStatus(
  deps: Pick<Deps, "database" | "clock" | "connections">,
): Operations["homeStatus"] {
  const countNumbers = createCountNumbers(deps);
  return async ({ userId, filter, page: asked }) => {
    const { overview, archive, numbers } = deps.database;
    // They may ask the providers, which takes a moment: everything else is read meanwhile.
    const connections = Promise.all(deps.connections.map((connection) => connection()));
    const asOf = deps.clock.now();
    const open = await overview.countOpen(userId, asOf);
    const counts = await countNumbers();
    const totalCount = isNumberFilter(filter) ? counts[filter] : open[filter];
    const { page, pageCount } = fittingPage(asked, totalCount);
    const list = async (what: HomeFilter, slice: Slice): Promise<HomeList> =>
      isNumberFilter(what)
        ? { kind: "numbers", status: what, numbers: await numbers.list({ status: what, ...slice }) }
        : { kind: "incidents", incidents: await overview.listOpen(userId, asOf, what, slice) };
    return {
      userId,
      filter,
      page,
      pageCount,
      totalCount,
      list: await list(filter, { offset: (page - 1) * HOME_PAGE_SIZE, limit: HOME_PAGE_SIZE }),
      open,
      counts,
      leftovers: {
        counts: await archive.countOpenLeftovers(),
        oldest: await archive.listOpenLeftovers({ offset: 0, limit: SHOWN_LEFTOVERS }),
      },
      forceDeletes: await overview.listForceDeleted(SHOWN_FORCE_DELETES),
      connections: await connections,
      asOf,
    };
  };
}
