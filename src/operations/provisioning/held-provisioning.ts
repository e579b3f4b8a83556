import type { Deps } from "../deps.ts";
import type { Provisioning } from "../ports/provisioning-store.ts";
import { LEASE_MARGIN_MS } from "../teardown/begin-teardown.ts";

/** A provisioning that this try alone may work on, as long as it keeps the lease. */
export interface HeldProvisioning {
  provisioning: Provisioning;
  /** Names this try in the lease. */
  owner: string;
  /** Keeps the lease before the next step; false where another try has taken over. */
  keep(): Promise<boolean>;
}

/** How long one try may hold it: time to make everything, time to take it down again, time to write down how it ended. */
export function provisioningLeaseMs(settings: Deps["settings"]): number {
  return 2 * settings.deleteBudgetMs + LEASE_MARGIN_MS;
}

/** A lease that is taken already, with what keeps it. */
export function holdProvisioning(
  deps: Pick<Deps, "database" | "clock" | "settings">,
  provisioning: Provisioning,
  owner: string,
): HeldProvisioning {
  const until = () => new Date(deps.clock.now().getTime() + provisioningLeaseMs(deps.settings));
  return {
    provisioning,
    owner,
    keep: () => deps.database.provisionings.renew(provisioning.id, owner, until()),
  };
}
