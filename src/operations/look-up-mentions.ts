import { resourcesOf } from "../domain/recorded-resources.ts";
import type { PhoneNumberFinding } from "./answers.ts";
import type { Deps } from "./deps.ts";
import { findSid } from "./lookup/find-sid.ts";
import type { Operations } from "./operations.ts";

/** How many earlier records of one telephone number are named. */
const MOST_FORMER = 5;

/** What is known of the telephone numbers and external ids that a text mentions. Reads the database only. */
export function createLookUpMentions(deps: Pick<Deps, "database">): Operations["lookUpMentions"] {
  return async ({ phoneNumbers, sids }) => {
    const numbers: PhoneNumberFinding[] = [];
    for (const phoneNumber of phoneNumbers) numbers.push(await findPhoneNumber(deps, phoneNumber));
    const found = [];
    for (const sid of sids) found.push(await findSid(deps.database, sid));
    return { phoneNumbers: numbers, sids: found };
  };
}

async function findPhoneNumber(
  { database }: Pick<Deps, "database">,
  phoneNumber: string,
): Promise<PhoneNumberFinding> {
  const number = await database.numbers.findByPhoneNumber(phoneNumber);
  const ids = await database.archive.listNumberIdsOf(phoneNumber, MOST_FORMER + 1);
  return {
    phoneNumber,
    recorded: number && { number, resources: resourcesOf(number, await database.resources.of(number.id)) },
    formerIds: ids.filter((id) => id !== number?.id).slice(0, MOST_FORMER),
  };
}
