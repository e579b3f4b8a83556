/** What a button carries: ids only, and nothing that is believed without looking it up again. */
export interface CaseRef {
  numberId: number;
  incidentId: number;
}

/** "42:7", for a button's `value` and a modal's `private_metadata`. */
export function caseValue({ numberId, incidentId }: CaseRef): string {
  return `${numberId}:${incidentId}`;
}

/** Null where the text is not one of ours. */
export function parseCaseValue(value: string): CaseRef | null {
  const match = /^(\d{1,9}):(\d{1,9})$/.exec(value);
  return match === null ? null : { numberId: Number(match[1]), incidentId: Number(match[2]) };
}

/** "2h@42:7": what an option of a menu carries, its choice and the ids. */
export function choiceValue(choice: string, ref: CaseRef): string {
  return `${choice}@${caseValue(ref)}`;
}

/** The two parts of an option's value; a value without "@" has no ids. */
export function parseChoiceValue(value: string): { choice: string; value: string } {
  const [choice = "", ...rest] = value.split("@");
  return { choice, value: rest.join("@") };
}
