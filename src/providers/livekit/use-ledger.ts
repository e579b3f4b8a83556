import type { ProviderError } from "../../domain/errors.ts";
import { type ResourceKind, type ResourceRef, resourceKey } from "../../domain/external-resource.ts";
import type { UseScan } from "../../domain/sharing.ts";

/** Gathers what a scan finds out about several resources at once. */
interface UseLedger {
  readonly scans: Map<string, UseScan>;
  /** Somebody else uses it; ignored for a resource that nobody asked about. */
  found(kind: ResourceKind, sid: string, user: string): void;
  /** Our own number is on it, beside others'. */
  ours(kind: ResourceKind, sid: string): void;
  /** A look at `where` failed, so any of the resources may have users that were not seen. The first failure stays. */
  failed(where: string, error: ProviderError): void;
}

/** An empty ledger for `refs`: nobody found yet, nothing missed yet. */
export function openUseLedger(refs: readonly ResourceRef[]): UseLedger {
  const scans = new Map<string, UseScan>(
    refs.map((ref) => [resourceKey(ref), { users: [], incomplete: null }]),
  );
  return {
    scans,
    found(kind, sid, user) {
      const scan = scans.get(resourceKey({ kind, sid }));
      if (scan && !scan.users.includes(user)) scan.users.push(user);
    },
    ours(kind, sid) {
      const scan = scans.get(resourceKey({ kind, sid }));
      if (scan) scan.ours = true;
    },
    failed(where, error) {
      for (const scan of scans.values())
        scan.incomplete ??= { cause: error.kind, detail: `${error.message}, asked for ${where}` };
    },
  };
}
