import { z } from "zod";
import { InvalidInput } from "../domain/errors.ts";
import type { ListRequest } from "../operations/operations.ts";
import { parseFields } from "./field-faults.ts";

const DEFAULT_PAGE_SIZE = 25;
const LARGEST_PAGE_SIZE = 100;
/** Skipping rows costs the database as much as reading them. */
export const DEEPEST_ROW = 10_000;
const LARGEST_ID = 2_147_483_647;

const whole = (least: number, most: number, description: string) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z
    .string({ error })
    .regex(/^\d{1,10}$/, { error })
    .meta({ type: "integer", minimum: least, maximum: most, description })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error })
    .optional();
};

/** What may stand in the address of the list. */
export const querySchema = z.object({
  page: whole(1, LARGEST_ID, "1-based, up to 10,000 rows deep."),
  page_size: whole(1, LARGEST_PAGE_SIZE, `Default: ${DEFAULT_PAGE_SIZE}.`),
  status: z
    .enum(["active", "deleting", "corrupted"], { error: "must be one of active, deleting, corrupted" })
    .meta({ description: "Only numbers with this status." })
    .optional(),
  after_id: whole(0, LARGEST_ID, "What follows this id, at any depth; not together with page."),
});

/** A page that was asked for. `number` is null where it is found by id. */
export interface PageQuery {
  request: ListRequest;
  number: number | null;
  size: number;
}

/** The page that a query asks for; null without any of its parameters: then everything is. Throws InvalidInput. */
export function pageQuery(query: unknown): PageQuery | null {
  const { page, page_size, status, after_id: afterId } = parseFields(querySchema, query);
  if (page === undefined && page_size === undefined && status === undefined && afterId === undefined)
    return null;
  const size = page_size ?? DEFAULT_PAGE_SIZE;
  const filter = status === undefined ? {} : { status };
  if (afterId !== undefined) {
    if (page !== undefined) throw new InvalidInput({ page: ["does not go with after_id"] });
    return { request: { ...filter, page: { afterId, size } }, number: null, size };
  }
  const number = page ?? 1;
  if ((number - 1) * size >= DEEPEST_ROW)
    throw new InvalidInput({ page: [`goes ${DEEPEST_ROW} rows deep at most: go on with after_id`] });
  return { request: { ...filter, page: { number, size } }, number, size };
}
