import { validatePhoneNumberLength } from "libphonenumber-js/min";
import { z } from "zod";

const E164 = /^\+[1-9]\d{1,14}$/;

/** By the verdicts of libphonenumber. Only length and country code are judged: numbering plans change faster than releases. */
const REASONS: Record<NonNullable<ReturnType<typeof validatePhoneNumberLength>>, string> = {
  INVALID_COUNTRY: "has no known country code",
  NOT_A_NUMBER: "is not a phone number",
  TOO_SHORT: "is too short for its country",
  TOO_LONG: "is too long for its country",
  INVALID_LENGTH: "has a length that its country does not use",
};

/** A number in E.164, as it is recorded: `+`, country code, digits, nothing else. */
export const phoneNumber = z
  .string({ error: (issue) => (issue.input === undefined ? "is required" : "must be text") })
  .meta({ pattern: E164.source, description: "E.164; unique.", examples: ["+14155551234"] })
  .transform((value, context) => {
    const problem = problemOf(value);
    if (problem === null) return value;
    context.addIssue({ code: "custom", message: problem });
    return z.NEVER;
  });

function problemOf(value: string): string | null {
  if (!E164.test(value)) return "must be E.164: + and the country code, then digits only, e.g. +14155551234";
  const verdict = validatePhoneNumberLength(value);
  return verdict === undefined ? null : REASONS[verdict];
}
