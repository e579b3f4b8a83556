import type { RecordedCall } from "./journal.ts";
import { methods } from "./methods/method-table.ts";
import { type Method, type RateLimited, refused, type SlackState } from "./state.ts";
import type { Json, SlackAnswer } from "./wire.ts";

/** Refusals that say the app is wrong, not that something happened meanwhile. */
const mistakes = new Set([
  "invalid_blocks",
  "invalid_arguments",
  "msg_blocks_too_long",
  "msg_too_long",
  "view_too_large",
  "invalid_metadata_format",
  "metadata_too_large",
  "missing_scope",
  "not_authed",
  "invalid_auth",
  "not_allowed_token_type",
]);

/** Answers one Web API call as Slack would, and notes what a correct app would not have sent. */
export async function callMethod(
  state: SlackState,
  call: RecordedCall,
  token: string,
): Promise<SlackAnswer | RateLimited> {
  const answer = await answerCall(state, call, token);
  if ("error" in answer && mistakes.has(String(answer["error"]))) {
    state.journal.violation(String(answer["error"]), call.method, detailOf(answer));
  }
  return answer;
}

/** Scopes as Slack's x-oauth-scopes and x-accepted-oauth-scopes headers list them. */
export function scopeHeaders(state: SlackState, method: string, args: Json): Record<string, string> {
  const needed = neededScopes(methods[method], args, state);
  return {
    "x-oauth-scopes": state.workspace.scopes.join(","),
    ...(needed.length > 0 ? { "x-accepted-oauth-scopes": needed.join(",") } : {}),
  };
}

async function answerCall(
  state: SlackState,
  { method: name, args }: RecordedCall,
  token: string,
): Promise<SlackAnswer | RateLimited> {
  const { workspace } = state;
  const method = methods[name];
  if (!method) {
    state.journal.violation("unknown_method", name, JSON.stringify(args).slice(0, 200));
    return { ok: false, error: "unknown_method", req_method: name };
  }
  if (token === "") return refused("not_authed");
  if (token !== workspace.appToken && token !== workspace.botToken) return refused("invalid_auth");
  if ((token === workspace.appToken) !== (method.token === "app")) return refused("not_allowed_token_type");
  const needed = neededScopes(method, args, state);
  if (needed.some((scope) => !workspace.scopes.includes(scope))) {
    const provided = workspace.scopes.join(",");
    return { ok: false, error: "missing_scope", needed: needed.join(","), provided };
  }
  await method.settle?.(args, state);
  return state.exclusively(() => method.run(args, state));
}

function neededScopes(method: Method | undefined, args: Json, state: SlackState): readonly string[] {
  const scopes = method?.scopes ?? [];
  return typeof scopes === "function" ? scopes(args, state) : scopes;
}

function detailOf(answer: SlackAnswer): string {
  const { ok: _ok, error: _error, errors: _errors, ...rest } = answer;
  return JSON.stringify(rest);
}
