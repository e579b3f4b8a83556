import type { ProviderError } from "../domain/errors.ts";
import { type ResourceKind, type ResourceRef, resourceKey } from "../domain/external-resource.ts";
import type { UseScan } from "../domain/sharing.ts";

/** Gathers what a scan finds out about several resources at once. */
interface UseLedger {
  readonly scans: Map<string, UseScan>;
  wants(...kinds: ResourceKind[]): boolean;
  asksFor(kind: ResourceKind, sid: string): boolean;
  /** Somebody else uses it; ignored for a resource that nobody asked about. */
  found(kind: ResourceKind, sid: string, user: string): void;
  /** Our own number is on it, beside others'. */
  ours(kind: ResourceKind, sid: string): void;
  /** A look at `where` failed, so the resources of these kinds may have users that were not seen. The first failure stays. */
  failed(kinds: readonly ResourceKind[], where: string, error: ProviderError): void;
}

/** An empty ledger for `refs`: nobody found yet, nothing missed yet. */
export function openUseLedger(refs: readonly ResourceRef[]): UseLedger {
  const scans = new Map<string, UseScan>(
    refs.map((ref) => [resourceKey(ref), { users: [], incomplete: null }]),
  );
  return {
    scans,
    wants: (...kinds) => refs.some((ref) => kinds.includes(ref.kind)),
    asksFor: (kind, sid) => scans.has(resourceKey({ kind, sid })),
    found(kind, sid, user) {
      const scan = scans.get(resourceKey({ kind, sid }));
      if (scan && !scan.users.includes(user)) scan.users.push(user);
    },
    ours(kind, sid) {
      const scan = scans.get(resourceKey({ kind, sid }));
      if (scan) scan.ours = true;
    },
    failed(kinds, where, error) {
      for (const ref of refs.filter(({ kind }) => kinds.includes(kind))) {
        const scan = scans.get(resourceKey(ref));
        if (scan) scan.incomplete ??= { cause: error.kind, detail: `${error.message}, asked for ${where}` };
      }
    },
  };
}
