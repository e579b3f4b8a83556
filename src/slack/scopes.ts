/** What the bot token must be allowed to do (product.md 6); manifest.yml asks for the same. */
export const BOT_SCOPES: readonly string[] = [
  "chat:write",
  "commands",
  "users:read",
  "usergroups:read",
  "channels:read",
  "groups:read",
  "channels:history",
  "groups:history",
  "im:write",
];
