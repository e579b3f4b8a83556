import { NotFound } from "../domain/errors.ts";

/** The largest id that the database's integer column holds. */
const LARGEST_ID = 2_147_483_647;

/** The id in an address. Throws NotFound for whatever can be no number's id: for the caller it is the same. */
export function phoneNumberId(params: unknown): number {
  const digits = String((params as { id?: unknown }).id);
  const value = /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : Number.NaN;
  if (!(value <= LARGEST_ID)) throw new NotFound(`"${digits}" is no phone number's id.`);
  return value;
}
