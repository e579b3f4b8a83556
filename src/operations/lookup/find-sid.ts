import { resourcesOf } from "../../domain/recorded-resources.ts";
import type { SidFinding } from "../answers.ts";
import type { Database } from "../ports/store.ts";

/** An account-wide list may belong to thousands of numbers; people read a few. */
const MOST_NAMED = 10;

/** What is known of one external id: who owns it, and who owned it. Reads the database only. */
export async function findSid(database: Database, sid: string): Promise<SidFinding> {
  const owned = await database.archive.listOwnersOf([sid], MOST_NAMED + 1);
  const leftovers = await database.archive.listLeftoversBySid([sid], MOST_NAMED + 1);
  const ids = owned.slice(0, MOST_NAMED).map(({ numberId }) => numberId);
  const stored = await database.resources.ofMany(ids);
  const owners: SidFinding["owners"] = [];
  for (const id of ids) {
    const number = await database.numbers.find(id);
    if (number !== null) owners.push({ number, resources: resourcesOf(number, stored.get(id) ?? []) });
  }
  return {
    sid,
    owners,
    leftovers: leftovers.slice(0, MOST_NAMED),
    more: owned.length > MOST_NAMED || leftovers.length > MOST_NAMED,
  };
}
