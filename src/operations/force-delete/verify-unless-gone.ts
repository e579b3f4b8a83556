import { NotFound } from "../../domain/errors.ts";
import type { Operations, VerifiedNumber } from "../operations.ts";

/** A fresh look at everything; null where the record is removed. */
export async function verifyUnlessGone(
  verify: Operations["verifyNumber"],
  id: number,
): Promise<VerifiedNumber | null> {
  try {
    return await verify(id);
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}
