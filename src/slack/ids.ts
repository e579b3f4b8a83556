/** The one home of everything that Slack sends back to us by name. */

export const COMMAND_NAMES = ["/phone"] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

export const ACTION_IDS = [
  "check_again",
  "clean_up_done",
  "retry_clean_up",
  "force_delete_number",
  "show_all_resources",
  "check_force_delete_again",
  "refresh_home",
] as const;
export type ActionId = (typeof ACTION_IDS)[number];

/** Callback ids of views that are submitted. */
export const VIEW_IDS = ["force_delete_number", "tick_resources"] as const;
export type ViewId = (typeof VIEW_IDS)[number];

export const EVENT_NAMES = [
  "app_home_opened",
  "subteam_members_changed",
  "subteam_updated",
  "app_uninstalled",
  "tokens_revoked",
] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** Blocks: `ticks_…` are named by views/tick-blocks.ts, `number_…` holds the number's id. */
export const BLOCK = { digits: "digits", reason: "reason", ticks: "ticks_", number: "number_" } as const;
export const INPUT = { digits: "digits", reason: "reason", ticks: "ticks" } as const;

/** `event_type` of message metadata: how a message or reply of ours is recognised again. */
export const METADATA = { alert: "lineman_alert", note: "lineman_note" } as const;
