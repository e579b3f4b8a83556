import { resourcesOf } from "../domain/recorded-resources.ts";
import type { Deps } from "./deps.ts";
import type { ListRequest, NumberPage, Operations } from "./operations.ts";
import type { NumberFilter } from "./ports/store.ts";

/** Numbers by id, ascending, with what is known of their resources. */
export function createListNumbers(deps: Pick<Deps, "database">): Operations["listNumbers"] {
  return async (request): Promise<NumberPage> => {
    const { numbers, resources } = deps.database;
    const found = await numbers.list(filterOf(request));
    const stored = await resources.ofMany(found.map(({ id }) => id));
    const items = found.map((number) => ({
      number,
      resources: resourcesOf(number, stored.get(number.id) ?? []),
    }));
    return { items, totalCount: await numbers.count(request.status) };
  };
}

function filterOf({ status, page }: ListRequest): NumberFilter {
  const filter: NumberFilter = status === undefined ? {} : { status };
  if ("afterId" in page) return { ...filter, afterId: page.afterId, limit: page.size };
  return { ...filter, offset: (page.number - 1) * page.size, limit: page.size };
}
