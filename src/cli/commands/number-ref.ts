import { InvalidArgumentError } from "commander";

const LARGEST_ID = 2_147_483_647;

/** Digits alone are an id; a telephone number starts with "+" (spaces and dashes are fine). Throws where it is neither. */
export function parseNumberRef(text: string): { id: number } | { phoneNumber: string } {
  const compact = text.replaceAll(/[\s()-]/g, "");
  if (/^\+[1-9]\d{1,14}$/.test(compact)) return { phoneNumber: compact };
  if (/^\d+$/.test(text)) return { id: parseId(text) };
  throw new InvalidArgumentError("Give an id (42) or a telephone number with its country (+14155551234).");
}

/** A positive id. Throws where it is none. */
export function parseId(text: string): number {
  return parseCount(text, LARGEST_ID);
}

/** A whole number from 1 to `most`. Throws where it is none. */
export function parseCount(text: string, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw new InvalidArgumentError(`Give a whole number from 1 to ${most}.`);
  return value;
}
