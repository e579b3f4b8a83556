import { randomBytes } from "node:crypto";

/** Two-letter kinds of Twilio SIDs that this stand-in knows (Twilio's OpenAPI specs, path parameter patterns). */
export const SID_PREFIXES = ["AC", "TK", "OU", "CL", "CR", "AL", "IP", "NY", "NE", "BY", "SD", "PN"] as const;
export type SidPrefix = (typeof SID_PREFIXES)[number];

/** A fresh SID: the prefix and 32 lower-case hexadecimal digits. */
export function newSid(prefix: SidPrefix): string {
  return `${prefix}${randomBytes(16).toString("hex")}`;
}

/** Strict: Twilio hands out lower-case digits only, although its specs would allow capitals. */
export function isSid(prefix: string, value: string): boolean {
  return value.startsWith(prefix) && /^[A-Z]{2}[0-9a-f]{32}$/.test(value);
}
