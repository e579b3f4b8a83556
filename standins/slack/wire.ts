/** Shapes that travel between Slack and an app, as far as the stand-in reads them. */

export type Json = Record<string, unknown>;

export interface Block extends Json {
  type: string;
  block_id?: string;
}

/** An element inside a block: a button, a select menu, a text input. */
export interface Element extends Json {
  type: string;
  action_id?: string;
}

export interface MessageMetadata {
  event_type: string;
  event_payload: Json;
}

export interface SlackAnswer extends Json {
  ok: boolean;
  error?: string;
}

/** A message as the people of a channel see it now; a fresh copy on every read. */
export interface SlackMessage {
  channel: string;
  ts: string;
  /** Author: the bot's user id, or a person's. */
  user: string;
  text: string;
  blocks: Block[];
  attachments: Json[];
  metadata?: MessageMetadata;
  threadTs?: string;
  /** A thread reply that is shown in the channel too. */
  broadcast: boolean;
  /** How often chat.update or replace_original changed it. */
  edits: number;
  /** Set on an ephemeral message: the only person who sees it. */
  onlyFor?: string;
  /** What made an ephemeral message. */
  via?: "chat.postEphemeral" | "response_url" | "command answer";
}

/** `state.values` of a view or message: block id, then action id. */
export type StateValues = Record<string, Record<string, Json>>;

/** A view as Slack sends it in payloads and answers. */
export interface WireView extends Json {
  id: string;
  type: "modal" | "home";
  hash: string;
  blocks: Block[];
  callback_id: string;
  external_id: string;
  private_metadata: string;
  state: { values: StateValues };
  root_view_id: string;
  previous_view_id: string | null;
  title: Json | null;
  submit: Json | null;
  close: Json | null;
  clear_on_close: boolean;
  notify_on_close: boolean;
}

/** A view on somebody's screen, with the field errors that the last submission left under its inputs. */
export interface ShownView extends WireView {
  user: string;
  errors: Record<string, string>;
}

/** True for a plain JSON object. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The string at `key`, or "" where there is none. */
export function stringAt(source: Json, key: string): string {
  const value = source[key];
  return typeof value === "string" ? value : "";
}

/** The objects in the array at `key`; anything else is left out. */
export function objectsAt<T extends Json = Json>(source: Json, key: string): T[] {
  const value = source[key];
  return Array.isArray(value) ? (value.filter(isObject) as T[]) : [];
}
