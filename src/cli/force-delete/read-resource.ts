import type { ExternalResource } from "../../domain/external-resource.ts";
import type { Wire } from "../../local/wire.ts";

/** What the domain decides on, of a resource that came from the desk: its moments are moments again. */
export function readResource({ kind, sid, state, lastSeenAt, checkedAt }: Wire<ExternalResource>) {
  const read = (at: string | null) => (at === null ? null : new Date(at));
  return { kind, sid, state, lastSeenAt: read(lastSeenAt), checkedAt: read(checkedAt) };
}
