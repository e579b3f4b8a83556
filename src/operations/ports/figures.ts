import type { NumberStatus } from "../../domain/phone-number.ts";

/** How things stand in the database, for whoever watches from outside. Counts are capped where they say so. */
export interface Figures {
  numbers: Record<Exclude<NumberStatus, "provisioning">, number>;
  incidents: { unclaimed: number; claimed: number; oldestOpenedAt: Date | null };
  /** Messages that Slack does not show in their newest state yet; capped. */
  messagesBehind: { alerts: number; storms: number };
  /** By name of the job: how many are due and not begun, and since when the first one is. */
  dueJobs: { name: string; count: number; dueSince: Date }[];
}
