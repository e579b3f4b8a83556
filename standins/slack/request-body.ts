import type { IncomingMessage } from "node:http";
import { isObject, type Json } from "./wire.ts";

/** Arguments that clients send as JSON inside a form field. */
const jsonArguments = ["blocks", "attachments", "metadata", "view"];
/** Arguments that clients send as "true" and "false". */
const booleanArguments =
  "reply_broadcast unfurl_links unfurl_media link_names mrkdwn include_all_metadata inclusive return_im".split(
    " ",
  );

/** The whole body as UTF-8 text. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Arguments of a Web API call from its query and its form or JSON body; undefined where JSON is malformed. */
export function parseArguments(contentType: string, body: string, query: URLSearchParams): Json | undefined {
  const args: Json = Object.fromEntries(query);
  if (contentType.startsWith("application/json")) {
    const parsed = body === "" ? {} : parseJson(body);
    return isObject(parsed) ? { ...args, ...parsed } : undefined;
  }
  for (const [name, value] of new URLSearchParams(body)) args[name] = value;
  for (const name of jsonArguments) {
    const value = args[name];
    if (typeof value === "string") args[name] = parseJson(value) ?? value;
  }
  for (const name of booleanArguments) {
    if (args[name] === "true") args[name] = true;
    if (args[name] === "false") args[name] = false;
  }
  return args;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
