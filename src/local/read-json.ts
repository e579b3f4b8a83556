import type { IncomingMessage } from "node:http";

/** The JSON of a request or an answer; undefined where it is none, or longer than `mostBytes`. Throws where it breaks off. */
export async function readJson(message: IncomingMessage, mostBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += (chunk as Buffer).length;
    // The rest is read and dropped: whoever sends it waits for an answer.
    if (bytes <= mostBytes) chunks.push(chunk as Buffer);
  }
  if (bytes > mostBytes) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
}
