import { stateValues, type Typed } from "./form-state.ts";
import type { SlackState } from "./state.ts";
import type { Block, Json, ShownView, SlackMessage } from "./wire.ts";
import { wireMessage } from "./wire-message.ts";
import { findUser, type SlackChannel } from "./workspace.ts";

/** The deprecated verification token; nothing should look at it. */
const verificationToken = "standin-verification-token";

/** What an override may change in every payload: the workspace or app it claims to come from. */
export interface Claims {
  teamId?: string;
  appId?: string;
}

function envelope(state: SlackState, userId: string, claims: Claims): Json {
  const { team, app } = state.workspace;
  const user = findUser(state.workspace, userId);
  const name = user?.name ?? userId.toLowerCase();
  return {
    user: { id: userId, username: name, name, team_id: user?.teamId ?? team.id },
    api_app_id: claims.appId ?? app.id,
    token: verificationToken,
    team: { id: claims.teamId ?? team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** `{id, name}` of a channel; private ones and direct messages hide their name from apps. */
function place(channel: SlackChannel): Json {
  const hidden = channel.imUser ? "directmessage" : "privategroup";
  return { id: channel.id, name: channel.isPrivate ? hidden : channel.name };
}

/** The form fields of a slash command. */
export function commandFields(
  state: SlackState,
  userId: string,
  channel: SlackChannel,
  command: { name: string; text: string; triggerId: string; responseUrl: string },
  claims: Claims,
): Record<string, string> {
  const { team, app } = state.workspace;
  return {
    token: verificationToken,
    team_id: claims.teamId ?? team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: String(place(channel)["name"]),
    user_id: userId,
    user_name: findUser(state.workspace, userId)?.name ?? userId.toLowerCase(),
    command: command.name,
    text: command.text,
    api_app_id: claims.appId ?? app.id,
    is_enterprise_install: "false",
    response_url: command.responseUrl,
    trigger_id: command.triggerId,
  };
}

interface Acted {
  triggerId: string;
  action: Json;
}

/** block_actions from a message; an ephemeral message is only named, not quoted. */
export function messageActionPayload(
  state: SlackState,
  userId: string,
  message: SlackMessage,
  channel: SlackChannel,
  acted: Acted & { responseUrl: string; typed: Typed },
  claims: Claims,
): Json {
  const { workspace, board } = state;
  const ephemeral = message.onlyFor !== undefined;
  return {
    type: "block_actions",
    ...envelope(state, userId, claims),
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: ephemeral,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    trigger_id: acted.triggerId,
    channel: place(channel),
    ...(ephemeral ? {} : { message: wireMessage(message, workspace, board, { metadata: false }) }),
    state: { values: stateValues(message.blocks, acted.typed) },
    response_url: acted.responseUrl,
    actions: [acted.action],
  };
}

function wireShown(view: ShownView): Json {
  const { user: _user, errors: _errors, ...wire } = view;
  return wire;
}

/** block_actions from a modal or Home. */
export function viewActionPayload(
  state: SlackState,
  userId: string,
  view: ShownView,
  acted: Acted,
  claims: Claims,
): Json {
  return {
    type: "block_actions",
    ...envelope(state, userId, claims),
    container: { type: "view", view_id: view.id },
    trigger_id: acted.triggerId,
    view: wireShown(view),
    actions: [acted.action],
  };
}

/** view_submission. */
export function submissionPayload(
  state: SlackState,
  userId: string,
  view: ShownView,
  triggerId: string,
  claims: Claims,
): Json {
  return {
    type: "view_submission",
    ...envelope(state, userId, claims),
    trigger_id: triggerId,
    view: wireShown(view),
    response_urls: [],
  };
}

/** view_closed. */
export function closedPayload(
  state: SlackState,
  userId: string,
  view: ShownView,
  isCleared: boolean,
  claims: Claims,
): Json {
  return {
    type: "view_closed",
    ...envelope(state, userId, claims),
    view: wireShown(view),
    is_cleared: isCleared,
  };
}

/** A global shortcut, or with a message a message shortcut. */
export function shortcutPayload(
  state: SlackState,
  userId: string,
  callbackId: string,
  triggerId: string,
  on: { message: SlackMessage; channel: SlackChannel; responseUrl: string } | undefined,
  claims: Claims,
): Json {
  const common = {
    ...envelope(state, userId, claims),
    action_ts: state.nextTs(),
    callback_id: callbackId,
    trigger_id: triggerId,
  };
  if (!on) return { type: "shortcut", ...common };
  return {
    type: "message_action",
    ...common,
    channel: place(on.channel),
    message_ts: on.message.ts,
    message: wireMessage(on.message, state.workspace, state.board, { metadata: false }),
    response_url: on.responseUrl,
  };
}

/** The Events API envelope around an event. */
export function eventPayload(state: SlackState, event: Json, eventId: string, claims: Claims): Json {
  const { team, app, bot } = state.workspace;
  const teamId = claims.teamId ?? team.id;
  return {
    token: verificationToken,
    team_id: teamId,
    context_team_id: teamId,
    context_enterprise_id: null,
    api_app_id: claims.appId ?? app.id,
    event,
    type: "event_callback",
    event_id: eventId,
    event_time: Math.floor(Date.now() / 1_000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: teamId,
        user_id: bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${eventId}`,
  };
}

/** One entry of `actions`: who was pressed or chosen, with the value in the field that its type uses. */
export function actionOf(block: Block, element: Json, value: Json, actionTs: string): Json {
  const echoed = ["text", "value", "url", "style", "placeholder", "confirm"] as const;
  const initial = Object.keys(element).filter((key) => key.startsWith("initial_"));
  const copied = [...echoed, ...initial].filter((key) => element[key] !== undefined);
  return {
    type: element["type"],
    action_id: element["action_id"],
    block_id: block.block_id,
    ...Object.fromEntries(copied.map((key) => [key, element[key]])),
    ...value,
    action_ts: actionTs,
  };
}
