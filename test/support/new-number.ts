import type { PhoneNumber } from "../../src/domain/phone-number.ts";
import type { Database, NewNumber } from "../../src/operations/ports/store.ts";
import { aNumber } from "./factories.ts";

let numbersMade = 0;

/** A number that is not recorded yet, active, with a phone number that no other test has. */
export function aNewNumber(changes: Partial<NewNumber> = {}): NewNumber {
  numbersMade += 1;
  const {
    id: _,
    createdAt: __,
    updatedAt: ___,
    version: ____,
    hasTwilioCredentials: _____,
    ...template
  } = aNumber({
    phoneNumber: `+1415${String(numbersMade).padStart(7, "0")}`,
    status: "active",
    corruptedAt: null,
    corruptionCause: null,
    corruptionMessage: null,
  });
  return { ...template, ...changes };
}

/** Records a new number. */
export async function record(database: Database, changes: Partial<NewNumber> = {}): Promise<PhoneNumber> {
  const number = await database.numbers.create(aNewNumber(changes), null);
  if (number === null) throw new Error("the number is recorded already");
  return number;
}

/** Records a new number that is corrupted, and finds the incident that this opened. */
export async function recordCorrupted(database: Database, changes: Partial<NewNumber> = {}) {
  const number = await record(database, { status: "corrupted", ...changes });
  const incident = await database.incidents.openOf(number.id);
  if (incident === null) throw new Error("no incident was opened");
  return { number, incident };
}
