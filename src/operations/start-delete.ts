import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";
import { beginTeardown } from "./teardown/begin-teardown.ts";

/** The normal delete as a durable job: once this has returned it happens, whatever becomes of this process. */
export function createStartDelete(deps: Pick<Deps, "database" | "clock" | "ids">): Operations["startDelete"] {
  return (id, version, actor) => beginTeardown(deps, { id, actor, startAfterMs: 0, version });
}
