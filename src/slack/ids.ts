/** The one home of everything that Slack sends back to us by name. */

export const COMMAND_NAMES = ["/phone"] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

export const ACTION_IDS = [
  "check_again",
  "clean_up_done",
  "retry_clean_up",
  "force_delete_number",
  "show_all_resources",
  "claim_incident",
  "release_incident",
  "snooze_incident",
  "check_force_delete_again",
  "approve_force_delete",
  "decline_force_delete",
  "withdraw_force_delete",
  "refresh_home",
  "filter_home",
  "previous_home_page",
  "next_home_page",
  "show_number",
  "retry_storm",
  "check_storm",
  "claim_storm",
  "release_storm",
  "snooze_storm",
  "open_storm_member",
  "show_storm_numbers",
  "previous_storm_page",
  "next_storm_page",
] as const;
export type ActionId = (typeof ACTION_IDS)[number];

/** Callback ids of views that are submitted. */
export const VIEW_IDS = ["force_delete_number", "tick_resources", "delete_number"] as const;
export type ViewId = (typeof VIEW_IDS)[number];

/** Callback ids of views that tell us when a person closes them (`notify_on_close`). */
export const CLOSED_VIEW_IDS = ["force_delete_number"] as const satisfies readonly ViewId[];
export type ClosedViewId = (typeof CLOSED_VIEW_IDS)[number];

/** Callback ids of message shortcuts. */
export const SHORTCUT_IDS = ["look_up_phone_number"] as const;
export type ShortcutId = (typeof SHORTCUT_IDS)[number];

export const EVENT_NAMES = [
  "app_home_opened",
  "subteam_members_changed",
  "subteam_updated",
  "app_uninstalled",
  "tokens_revoked",
] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** What the snooze menu offers. */
export const SNOOZE_CHOICES = ["30m", "2h", "tomorrow", "wake"] as const;
export type SnoozeChoice = (typeof SNOOZE_CHOICES)[number];

/** Blocks: `ticks_…` and `accept_…` are named by views/tick-blocks.ts, `number_…` holds the number's id, `claim_…` names what was done last, `home_filter_…` what Home shows. */
export const BLOCK = {
  digits: "digits",
  reason: "reason",
  ticks: "ticks_",
  accept: "accept_",
  number: "number_",
  claim: "claim_",
  homeFilter: "home_filter_",
} as const;
export const INPUT = { digits: "digits", reason: "reason", ticks: "ticks", accept: "accept" } as const;

/** `event_type` of message metadata: how a message or reply of ours is recognised again. */
export const METADATA = {
  alert: "lineman_alert",
  note: "lineman_note",
  storm: "lineman_storm",
  stormNote: "lineman_storm_note",
} as const;
