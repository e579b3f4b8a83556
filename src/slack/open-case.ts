import { NotFound } from "../domain/errors.ts";
import type { Operations } from "../operations/operations.ts";
import type { CaseRef } from "./case-ref.ts";

type Shown = Awaited<ReturnType<Operations["showNumber"]>>;

/** The number of an open case; null where the button belongs to a case that is over, or to a newer one's number. */
export async function findOpenCase(operations: Operations, ref: CaseRef): Promise<Shown | null> {
  try {
    const shown = await operations.showNumber({ id: ref.numberId });
    return shown.incident?.id === ref.incidentId ? shown : null;
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}
