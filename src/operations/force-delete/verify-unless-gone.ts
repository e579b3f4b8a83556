import { NotFound } from "../../domain/errors.ts";
import type { LookedAtNumber } from "../inspection/look-at-number.ts";
import type { VerifyNumber } from "../verify-number.ts";

/** A fresh look at everything; null where the record is removed. */
export async function verifyUnlessGone(verify: VerifyNumber, id: number): Promise<LookedAtNumber | null> {
  try {
    return await verify(id);
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}
