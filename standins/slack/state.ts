import type { NextId } from "./block-kit/complete-blocks.ts";
import type { Engine } from "./engine.ts";
import type { Journal } from "./journal.ts";
import type { MessageBoard } from "./messages.ts";
import type { Pace } from "./pace.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { Screens } from "./screens.ts";
import type { SocketDesk } from "./socket/socket-desk.ts";
import type { Submitting } from "./submitting.ts";
import type { Triggers } from "./triggers.ts";
import type { Json, SlackAnswer } from "./wire.ts";
import type { SlackWorkspace } from "./workspace.ts";

/** Everything the stand-in knows; methods and people work on the same one. */
export interface SlackState {
  workspace: SlackWorkspace;
  engine: Engine;
  journal: Journal;
  board: MessageBoard;
  screens: Screens;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  pace: Pace;
  submitting: Submitting;
  sockets: SocketDesk;
  /** Where the stand-in listens, without a trailing slash. */
  origin: string;
  /** Runs one change at a time, so that emulate and our own copy see all changes in the same order. */
  exclusively: <T>(change: () => T | Promise<T>) => Promise<T>;
  /** Ids for blocks and elements that came without one. */
  nextId: NextId;
  /** A message timestamp that emulate never makes: for ephemerals, actions and events. */
  nextTs: () => string;
}

/** Answered with HTTP 429 and Retry-After. */
export interface RateLimited {
  retryAfterSeconds: number;
}

export interface Method {
  /** Whose token it takes; default the bot's. */
  token?: "app";
  /** All of these scopes are needed. */
  scopes?: readonly string[] | ((args: Json, state: SlackState) => readonly string[]);
  /** Waits for what must be done first, before the call gets its turn. */
  settle?(args: Json, state: SlackState): Promise<void>;
  run(args: Json, state: SlackState): SlackAnswer | RateLimited | Promise<SlackAnswer | RateLimited>;
}

export type MethodTable = Readonly<Record<string, Method>>;

/** The answer `ok: false` with this error. */
export function refused(error: string): SlackAnswer {
  return { ok: false, error };
}

/** A page of at most `limit` items (default 100, at most 1000) after `cursor`, as Slack's list methods page. */
export function page<T>(items: readonly T[], args: Json): { items: T[]; nextCursor: string } {
  const limit = Math.min(Math.max(Number(args["limit"]) || 100, 1), 1000);
  const cursor = typeof args["cursor"] === "string" ? args["cursor"] : "";
  const from = cursor === "" ? 0 : Number(Buffer.from(cursor, "base64").toString().replace("next:", ""));
  const start = Number.isInteger(from) ? from : items.length;
  const end = start + limit;
  const nextCursor = end < items.length ? Buffer.from(`next:${end}`).toString("base64") : "";
  return { items: items.slice(start, end), nextCursor };
}
