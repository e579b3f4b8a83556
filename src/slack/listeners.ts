import type { App } from "@slack/bolt";
import { checkStorm, claimStorm, releaseStorm, retryStorm, snoozeStorm } from "./actions/act-on-storm.ts";
import { checkAgain } from "./actions/check-again.ts";
import { claimIncident, releaseIncident } from "./actions/claim-incident.ts";
import { cleanUpDone } from "./actions/clean-up-done.ts";
import { closeForceDelete } from "./actions/close-force-delete.ts";
import { approveForceDelete, declineForceDelete, withdrawForceDelete } from "./actions/decide-approval.ts";
import { checkForceDeleteAgain, forceDeleteNumber } from "./actions/force-delete-number.ts";
import { openStormMember } from "./actions/open-storm-member.ts";
import { retryCleanUp } from "./actions/retry-clean-up.ts";
import { showAllResources } from "./actions/show-all-resources.ts";
import { showNumber } from "./actions/show-number.ts";
import { showStormNumbers, turnStormPage } from "./actions/show-storm-numbers.ts";
import { snoozeIncident } from "./actions/snooze-incident.ts";
import { submitDelete } from "./actions/submit-delete.ts";
import { submitForceDelete } from "./actions/submit-force-delete.ts";
import { tickResources } from "./actions/tick-resources.ts";
import {
  adaptButton,
  adaptClosed,
  adaptCommand,
  adaptEvent,
  adaptShortcut,
  adaptSubmission,
} from "./bolt-adapter.ts";
import { phone } from "./commands/phone.ts";
import { filterHome, openHome, turnHome } from "./home/show-home.ts";
import type { ActionId, ClosedViewId, CommandName, EventName, ShortcutId, ViewId } from "./ids.ts";
import type {
  ButtonListener,
  ClosedListener,
  CommandListener,
  EventListener,
  ShortcutListener,
  ViewListener,
} from "./interactions.ts";
import { lookUpPhoneNumber } from "./shortcuts/look-up-phone-number.ts";
import type { SlackDeps } from "./slack-deps.ts";

/** The switchboard: everything that Slack can send, and what answers it. */
export const COMMANDS: Record<CommandName, CommandListener> = {
  "/phone": phone,
};

export const ACTIONS: Record<ActionId, ButtonListener> = {
  check_again: checkAgain,
  clean_up_done: cleanUpDone,
  retry_clean_up: retryCleanUp,
  force_delete_number: forceDeleteNumber,
  show_all_resources: showAllResources,
  claim_incident: claimIncident,
  release_incident: releaseIncident,
  snooze_incident: snoozeIncident,
  check_force_delete_again: checkForceDeleteAgain,
  approve_force_delete: approveForceDelete,
  decline_force_delete: declineForceDelete,
  withdraw_force_delete: withdrawForceDelete,
  refresh_home: turnHome,
  filter_home: filterHome,
  previous_home_page: turnHome,
  next_home_page: turnHome,
  show_number: showNumber,
  retry_storm: retryStorm,
  check_storm: checkStorm,
  claim_storm: claimStorm,
  release_storm: releaseStorm,
  snooze_storm: snoozeStorm,
  open_storm_member: openStormMember,
  show_storm_numbers: showStormNumbers,
  previous_storm_page: turnStormPage,
  next_storm_page: turnStormPage,
};

export const VIEWS: Record<ViewId, ViewListener> = {
  force_delete_number: submitForceDelete,
  tick_resources: tickResources,
  delete_number: submitDelete,
};

/** Views that say when they are closed. */
export const VIEWS_CLOSED: Record<ClosedViewId, ClosedListener> = {
  force_delete_number: closeForceDelete,
};

export const SHORTCUTS: Record<ShortcutId, ShortcutListener> = {
  look_up_phone_number: lookUpPhoneNumber,
};

export const EVENTS: Record<EventName, EventListener> = {
  app_home_opened: openHome,
  subteam_members_changed: async (_event, { onCall }) => onCall.forget(),
  subteam_updated: async (_event, { onCall }) => onCall.forget(),
  app_uninstalled: async (_event, { recheckIdentity }) => recheckIdentity(),
  tokens_revoked: async (_event, { recheckIdentity }) => recheckIdentity(),
};

/** Puts the switchboard on Bolt's wires. */
export function registerListeners(app: App, deps: SlackDeps): void {
  for (const [name, listener] of Object.entries(COMMANDS)) app.command(name, adaptCommand(listener, deps));
  for (const [actionId, listener] of Object.entries(ACTIONS))
    app.action(actionId, adaptButton(listener, deps));
  for (const [callbackId, listener] of Object.entries(VIEWS))
    app.view({ callback_id: callbackId, type: "view_submission" }, adaptSubmission(listener, deps));
  for (const [callbackId, listener] of Object.entries(VIEWS_CLOSED))
    app.view({ callback_id: callbackId, type: "view_closed" }, adaptClosed(listener, deps));
  for (const [callbackId, listener] of Object.entries(SHORTCUTS))
    app.shortcut({ callback_id: callbackId, type: "message_action" }, adaptShortcut(listener, deps));
  for (const [name, listener] of Object.entries(EVENTS)) app.event(name, adaptEvent(listener, deps));
}
