import { WebClient } from "@slack/web-api";
import type { SlackStandin } from "../../standins/slack/slack-standin.ts";
import { silent } from "./slack-bot.ts";

export type Json = Record<string, unknown>;

export const plain = (length: number): Json => ({ type: "plain_text", text: "x".repeat(length) });
export const mrkdwn = (length: number): Json => ({ type: "mrkdwn", text: "x".repeat(length) });
export const section = (length = 10): Json => ({ type: "section", text: mrkdwn(length) });
export const header = (length: number): Json => ({ type: "header", text: plain(length) });
export const actions = (...elements: Json[]): Json => ({ type: "actions", elements });
export const button = (changes: Json = {}): Json => ({ type: "button", text: plain(5), ...changes });
export const option = (text = 10, value = 10): Json => ({ text: plain(text), value: "v".repeat(value) });
const row = (cells: number): Json[] => many(cells, () => ({ type: "raw_text", text: "x" }));
export const table = (rows: number, cells = 1): Json => ({
  type: "table",
  rows: many(rows, () => row(cells)),
});

export function select(changes: Json = {}): Json {
  return { type: "static_select", options: [option()], ...changes };
}

export function input(changes: Json = {}): Json {
  const element = { type: "plain_text_input", action_id: "a" };
  return { type: "input", label: plain(10), element, ...changes };
}

export function rich(elements: Json[]): Json {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements }] };
}

export function many<T>(count: number, item: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => item(index));
}

export type Refusal = { error: string; messages: string[] } | "accepted";

/** Asks the real WebClient, and reads what it was refused with. */
export function asker(slack: SlackStandin): (method: string, args: Json) => Promise<Refusal> {
  const web = new WebClient(slack.workspace.botToken, { slackApiUrl: slack.apiUrl, logger: silent });
  return async (method, args) => {
    try {
      await web.apiCall(method, args);
      return "accepted";
    } catch (error) {
      const { data } = error as { data: { error: string; response_metadata?: { messages?: string[] } } };
      return { error: data.error, messages: data.response_metadata?.messages ?? [] };
    }
  };
}
