import { type MethodTable, page, refused, type SlackState } from "../state.ts";
import { type Json, stringAt } from "../wire.ts";
import { findUser, type SlackUser, type SlackUsergroup } from "../workspace.ts";

/** auth, bots, users and usergroups from our own workspace: emulate has no user groups, guests or fixed ids. */
export const peopleMethods: MethodTable = {
  "api.test": { run: () => ({ ok: true }) },
  "auth.test": {
    run: (_args, { workspace: { team, bot } }) => ({
      ok: true,
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      user: bot.name,
      team_id: team.id,
      user_id: bot.userId,
      bot_id: bot.botId,
      is_enterprise_install: false,
    }),
  },
  "team.info": {
    scopes: ["team:read"],
    run: (_args, { workspace: { team } }) => ({ ok: true, team: { ...team, email_domain: "" } }),
  },
  "bots.info": {
    scopes: ["users:read"],
    run: (args, { workspace: { app, bot } }) => {
      if ((stringAt(args, "bot") || bot.botId) !== bot.botId) return refused("bot_not_found");
      const about = { id: bot.botId, deleted: false, name: bot.name, updated: 1_700_000_000 };
      return { ok: true, bot: { ...about, app_id: app.id, user_id: bot.userId, icons: {} } };
    },
  },
  "users.info": {
    scopes: ["users:read"],
    run: (args, { workspace }) => {
      const user = findUser(workspace, stringAt(args, "user"));
      return user ? { ok: true, user: wireUser(user) } : refused("user_not_found");
    },
  },
  "users.list": {
    scopes: ["users:read"],
    run: (args, { workspace }) => {
      const { items, nextCursor } = page(workspace.users, args);
      return { ok: true, members: items.map(wireUser), response_metadata: { next_cursor: nextCursor } };
    },
  },
  "usergroups.list": {
    scopes: ["usergroups:read"],
    run: (args, state) => {
      const disabled = String(args["include_disabled"]) === "true";
      const shown = state.workspace.usergroups.filter((group) => disabled || !group.isDisabled);
      const users = String(args["include_users"]) === "true";
      return { ok: true, usergroups: shown.map((group) => wireUsergroup(group, users, state)) };
    },
  },
  "usergroups.users.list": {
    scopes: ["usergroups:read"],
    run: (args, { workspace }) => {
      const id = stringAt(args, "usergroup");
      const group = workspace.usergroups.find((each) => each.id === id);
      if (!group) return refused("no_such_subteam");
      if (group.isDisabled && String(args["include_disabled"]) !== "true") return { ok: true, users: [] };
      return { ok: true, users: [...group.users] };
    },
  },
};

function wireUser(user: SlackUser): Json {
  const rights = {
    is_admin: user.isAdmin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: user.isRestricted,
    is_ultra_restricted: user.isUltraRestricted,
  };
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    real_name: user.realName,
    deleted: user.isDeleted,
    ...(user.tz === null ? {} : { tz: user.tz, tz_label: user.tz, tz_offset: offsetSeconds(user.tz) }),
    ...(user.isDeleted ? {} : rights),
    is_bot: user.isBot,
    is_app_user: user.isAppUser,
    ...(user.isStranger ? { is_stranger: true } : {}),
    updated: 1_700_000_000,
    profile: { real_name: user.realName, display_name: user.name, team: user.teamId },
  };
}

function offsetSeconds(timeZone: string): number {
  const now = new Date();
  const there = new Date(now.toLocaleString("en-US", { timeZone }));
  const utc = new Date(now.toLocaleString("en-US", { timeZone: "UTC" }));
  return Math.round((there.getTime() - utc.getTime()) / 1_000);
}

function wireUsergroup(group: SlackUsergroup, users: boolean, { workspace }: SlackState): Json {
  return {
    id: group.id,
    team_id: workspace.team.id,
    is_usergroup: true,
    is_subteam: true,
    name: group.name,
    handle: group.handle,
    description: "",
    is_external: false,
    date_create: 1_700_000_000,
    date_update: 1_700_000_000,
    date_delete: group.isDisabled ? 1_700_000_001 : 0,
    user_count: group.users.length,
    ...(users ? { users: [...group.users] } : {}),
  };
}
