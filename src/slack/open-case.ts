import { NotFound } from "../domain/errors.ts";
import type { Operations } from "../operations/operations.ts";
import type { CaseRef } from "./case-ref.ts";

type Shown = Awaited<ReturnType<Operations["showNumber"]>>;

/**
 * The number of an open case; null where the button belongs to a case that is over, or to a newer one's number. Then the
 * message that still offers it is drawn anew, to show the end.
 */
export async function findOpenCase(operations: Operations, ref: CaseRef): Promise<Shown | null> {
  const shown = await shownOrNull(operations, ref.numberId);
  if (shown?.incident?.id === ref.incidentId) return shown;
  await operations.redrawAlert(ref.incidentId);
  return null;
}

async function shownOrNull(operations: Operations, id: number): Promise<Shown | null> {
  try {
    return await operations.showNumber({ id });
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}
