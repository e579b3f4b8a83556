import type { Deps } from "../deps.ts";

/** Ten hex digits that nobody else has drawn. */
export function drawNonce(ids: Pick<Deps["ids"], "uuid">): string {
  return ids.uuid().replaceAll("-", "").slice(0, 10);
}
