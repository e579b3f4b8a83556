import type { z } from "zod";
import { InvalidInput } from "../domain/errors.ts";

/** Parses with a schema. Throws InvalidInput with every fault at its field, e.g. `inbound_trunk.username`. */
export function parseFields<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string[]> = {};
  for (const issue of withoutEchoes(parsed.error.issues)) {
    const { field, item } = placeOf(issue.path);
    const faults = fields[field] ?? [];
    fields[field] = [...faults, `${item}${textOf(issue)}`];
  }
  throw new InvalidInput(fields);
}

/** zod measures whatever has a length: of a value of the wrong type only that is said. */
function withoutEchoes(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const mistyped = new Set(issues.filter(isTypeIssue).map(({ path }) => path.join(".")));
  return issues.filter((issue) => isTypeIssue(issue) || !mistyped.has(issue.path.join(".")));
}

function isTypeIssue({ code }: z.core.$ZodIssue): boolean {
  return code === "invalid_type";
}

/** Array items are named in the text: a field stands once in `errors`, however many of its items are wrong. */
function placeOf(path: readonly PropertyKey[]): { field: string; item: string } {
  const names = path.filter((part) => typeof part !== "number").map(String);
  const index = path.find((part) => typeof part === "number");
  return {
    field: names.length === 0 ? "base" : names.join("."),
    item: index === undefined ? "" : `item ${Number(index) + 1} `,
  };
}

/** A fault of a key stands inside the issue (zod 4). */
function textOf(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}
