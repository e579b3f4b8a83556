import { inspect } from "node:util";
import { expect } from "vitest";
import type { ProviderError } from "../../src/domain/errors.ts";

/** However an error is written down, neither its fields nor what hangs on them may show one of these texts. */
export function expectNoSecret(error: ProviderError, secrets: readonly string[]): void {
  const everything = { ...error, message: error.message, stack: error.stack, cause: error.cause };
  const writings = [
    inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    JSON.stringify(error),
    JSON.stringify(everything),
    String(error),
  ];
  for (const writing of writings) for (const secret of secrets) expect(writing).not.toContain(secret);
  expect(error.cause).toBeUndefined();
}
