import { unexpectedTwilio } from "./twilio-error.ts";

/** The most that Twilio gives in one page (its OpenAPI specs, PageSize). */
const PAGE_SIZE = 1000;

interface Listed<T> {
  list(params: { pageSize: number }): Promise<T[]>;
}

/**
 * Every item of a list, all pages. Never `limit`: it cuts without a word. Never `listWithHttpInfo`: where its first page is
 * refused, the SDK also leaves a rejection that nobody handles, which ends the process (twilio 6.2.0, Version.js).
 */
export async function everyItem<T extends { sid: string }>(collection: Listed<T>): Promise<T[]> {
  const items = await collection.list({ pageSize: PAGE_SIZE });
  if (items.some((item) => typeof item.sid !== "string"))
    throw unexpectedTwilio("Twilio gave a list with something in it that has no id");
  return items;
}
