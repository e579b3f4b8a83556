import { InvalidInput } from "../../domain/errors.ts";
import type { NumberWithResources } from "../../operations/operations.ts";
import type { Api, ApiOperations } from "../api.ts";
import { DEEPEST_ROW, pageQuery, querySchema } from "../list-query.ts";
import { numberJson } from "../number-json.ts";
import { numberList } from "../openapi/answers.ts";
import type { RouteDoc } from "../openapi/route-doc.ts";

type ListOperations = Pick<ApiOperations, "listNumbers">;

/** The plain list is read in pieces of this size. */
const PIECE = 500;

const doc: RouteDoc = {
  summary: "List numbers",
  description:
    "Without parameters all of them, up to 10,000. With any of them a page, which also says page, num_pages, page_size and total_count.",
  query: querySchema,
  answers: { 200: { description: "The numbers, by id.", content: numberList } },
};

/** GET /api/v2/phone_numbers: everything, or a page where one of the paging parameters is given. */
export function addListNumbers(api: Api, operations: ListOperations): void {
  api.get("/api/v2/phone_numbers", { config: { scope: "read", doc } }, async (request) => {
    const page = pageQuery(request.query);
    if (page === null) return { success: true, items: (await listAll(operations)).map(numberJson) };
    const { items, totalCount } = await operations.listNumbers(page.request);
    return {
      success: true,
      items: items.map(numberJson),
      page: page.number,
      num_pages: Math.ceil(totalCount / page.size),
      page_size: page.size,
      total_count: totalCount,
    };
  });
}

/** No answer is longer than DEEPEST_ROW rows. Throws InvalidInput where there are more. */
async function listAll(operations: ListOperations): Promise<NumberWithResources[]> {
  const all: NumberWithResources[] = [];
  for (let afterId = 0; ; afterId = all.at(-1)?.number.id ?? afterId) {
    const { items, totalCount } = await operations.listNumbers({ page: { afterId, size: PIECE } });
    if (Math.max(totalCount, all.length + items.length) > DEEPEST_ROW)
      throw new InvalidInput({
        page: [`is needed: there are more than ${DEEPEST_ROW} phone numbers. Ask by page, or by after_id`],
      });
    all.push(...items);
    if (items.length < PIECE) return all;
  }
}
