import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";

/**
 * The first look at a number, where nobody has looked at all of it: what was never seen here can never be proven gone, so the look
 * of an import that died must not be lost.
 */
export function createLookFirst(
  { database }: Pick<Deps, "database">,
  verifyNumber: Operations["verifyNumber"],
): Operations["lookFirst"] {
  return async (id) => {
    const resources = await database.resources.of(id);
    if (resources.some(({ checkedAt }) => checkedAt === null)) await verifyNumber(id);
  };
}
