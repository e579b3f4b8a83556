import type { Deps } from "./deps.ts";
import { findSid } from "./lookup/find-sid.ts";
import type { Operations } from "./operations.ts";

/** "What was this trunk": every number that owns or owned an external id. */
export function createFindLeftovers(deps: Pick<Deps, "database">): Operations["findLeftovers"] {
  return (sid) => findSid(deps.database, sid);
}
