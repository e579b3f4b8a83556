import { NotFound } from "../domain/errors.ts";
import type { Json } from "../domain/phone-number.ts";
import type { History } from "./answers.ts";
import type { Deps } from "./deps.ts";
import type { Operations } from "./operations.ts";

/** How many other records of the same telephone number are named. */
const MOST_OTHERS = 5;

type Name = Pick<History, "phoneNumber" | "label">;

/** What happened to a number, by id or E.164, also after its record is gone. */
export function createShowHistory(deps: Pick<Deps, "database">): Operations["showHistory"] {
  const { database } = deps;
  return async (ref, page) => {
    const numberId = "id" in ref ? ref.id : (await database.archive.listNumberIdsOf(ref.phoneNumber, 1))[0];
    if (numberId === undefined)
      throw new NotFound(`There is no phone number ${"phoneNumber" in ref ? ref.phoneNumber : ""}.`);
    const { archive } = database;
    const offset = (page.number - 1) * page.size;
    const events = await archive.listEventsOf(numberId, { offset, limit: page.size });
    const totalCount = await archive.countEventsOf(numberId);
    const number = await database.numbers.find(numberId);
    const name = number ?? (await nameOnce(deps, numberId));
    if (name === null && totalCount === 0)
      throw new NotFound(`There is no phone number with id ${numberId}.`);
    const phoneNumber = name?.phoneNumber ?? null;
    const ids = phoneNumber === null ? [] : await archive.listNumberIdsOf(phoneNumber, MOST_OTHERS + 1);
    return {
      numberId,
      phoneNumber,
      label: name?.label ?? null,
      status: number?.status ?? null,
      events,
      totalCount,
      otherIds: ids.filter((id) => id !== numberId).slice(0, MOST_OTHERS),
    };
  };
}

/** What a removed number was called: its last incident or its leftovers say so, else its last events. */
async function nameOnce({ database }: Pick<Deps, "database">, numberId: number): Promise<Name | null> {
  const incident = await database.incidents.latestOf(numberId);
  if (incident !== null) return incident;
  const [leftover] = await database.leftovers.of(numberId);
  if (leftover !== undefined) return leftover;
  const events = await database.archive.listEventsOf(numberId, { offset: 0, limit: 10 });
  const phoneNumber = events.map(({ data }) => textAt(data, "phone_number")).find((text) => text !== null);
  return phoneNumber === undefined ? null : { phoneNumber, label: null };
}

function textAt(data: Json, key: string): string | null {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return null;
  const value = data[key];
  return typeof value === "string" ? value : null;
}
