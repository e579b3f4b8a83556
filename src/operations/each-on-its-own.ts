import { isDatabaseAway } from "../domain/database-trouble.ts";

/**
 * Does each, whatever becomes of the others: one row that cannot be worked on must not keep all others from being looked after.
 * Throws at the end what failed. Ends at once where the database is away, because nothing else works either then.
 */
export async function eachOnItsOwn<T>(
  items: readonly T[],
  act: (item: T) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items)
    try {
      await act(item);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      failures.push(error);
    }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} of ${items.length} failed`);
}

/** Steps of one piece of work that do not need each other, in their order. */
export function stepsOnTheirOwn(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  return eachOnItsOwn(steps, (step) => step());
}
