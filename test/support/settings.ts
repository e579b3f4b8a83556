import type { Settings } from "../../src/operations/deps.ts";

/** What an installation decides that decides nothing itself. */
export const SETTINGS: Settings = {
  deleteBudgetMs: 20_000,
  apiForceDelete: "direct",
  secondApprover: "off",
  remindUnclaimedMs: 15 * 60_000,
  remindClaimedMs: 240 * 60_000,
  // Tests make many numbers with one account at once, and mean each for itself.
  stormThreshold: 1_000_000,
};
