import type { AlertChannel } from "./ports/alerts.ts";
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
  clock: Clock;
  ids: Ids;
  settings: Settings;
}
