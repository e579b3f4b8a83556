import type { AlertChannel } from "./ports/alerts.ts";
import type { Connection } from "./ports/connections.ts";
import type { HomeScreens } from "./ports/home-screens.ts";
import type { CredentialVault, RealtimeProvider, TelephonyProvider } from "./ports/providers.ts";
import type { RealtimeProvisioner, Secrets, TelephonyProvisioner } from "./ports/provisioning.ts";
import type { Database } from "./ports/store.ts";
import type { Clock, Ids } from "./ports/world.ts";

/** What the installation decided, for the operations that need it. */
export interface Settings {
  /** How long a delete may keep its caller waiting. */
  deleteBudgetMs: number;
  apiForceDelete: "direct" | "confirmed" | "off";
  secondApprover: "off" | "required";
  /** How long an incident may stay unclaimed before those on call are reminded; 0: they are not. */
  remindUnclaimedMs: number;
  /** How long whoever has claimed an incident may do nothing before being reminded; 0: nobody is. */
  remindClaimedMs: number;
  /** So many numbers that are corrupted for one reason are alerted one by one; more become a storm. */
  stormThreshold: number;
}

/** What it takes to set numbers up. */
export interface ProvisioningMeans {
  telephony: TelephonyProvisioner;
  realtime: RealtimeProvisioner;
  secrets: Secrets;
  /** `LIVEKIT_SIP_URI`; null where it is not set, and then no number can take calls. */
  sipUri: string | null;
}

/** Everything that operations act through; each takes what it needs of it. */
export interface Deps {
  database: Database;
  telephony: TelephonyProvider;
  realtime: RealtimeProvider;
  provisioning: ProvisioningMeans;
  vault: CredentialVault;
  alerts: AlertChannel;
  homes: HomeScreens;
  /** What App Home tells the state of, in this order. */
  connections: readonly Connection[];
  clock: Clock;
  ids: Ids;
  settings: Settings;
}
