import { randomInt } from "node:crypto";
import type { Secrets } from "./operations/ports/provisioning.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";

/** 32 of 62 characters are 190 bits; Twilio asks for 12 characters, mixed case and a digit (its error 21240). */
const PASSWORD_LENGTH = 32;
/** Twilio takes at most 32. */
const USERNAME_LENGTH = 16;

/** Draws SIP credentials with node:crypto. */
export function createSecrets(): Secrets {
  return {
    sipPassword: () => {
      // Drawn anew until it has all three, so that every strong password stays equally likely.
      for (;;) {
        const drawn = draw(LOWER + UPPER + DIGITS, PASSWORD_LENGTH);
        if (/[a-z]/.test(drawn) && /[A-Z]/.test(drawn) && /\d/.test(drawn)) return drawn;
      }
    },
    sipUsername: () => `lm${draw(LOWER + DIGITS, USERNAME_LENGTH - 2)}`,
  };
}

function draw(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
}
