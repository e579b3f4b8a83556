import { describe, expect, it } from "vitest";
import { numberJson } from "../../src/http/number-json.ts";
import type { ListRequest, NumberPage } from "../../src/operations/operations.ts";
import { aFoundNumber, REQUEST_ID, startServer } from "./api-harness.ts";

/** An inventory of `total` numbers, ids 1 to `total`. */
function inventory(total: number) {
  const asked: ListRequest[] = [];
  const listNumbers = async (request: ListRequest): Promise<NumberPage> => {
    asked.push(request);
    const page = request.page;
    if (page === null) throw new Error("never asks for everything at once");
    const first = "afterId" in page ? page.afterId : (page.number - 1) * page.size;
    const ids = Array.from(
      { length: Math.max(0, Math.min(page.size, total - first)) },
      (_, i) => first + 1 + i,
    );
    return { items: ids.map((id) => aFoundNumber({ id })), totalCount: total };
  };
  return { asked, listNumbers };
}

const idsOf = (body: unknown) => (body as { items: { id: number }[] }).items.map(({ id }) => id);

describe("GET /api/v2/phone_numbers", () => {
  it("answers everything where no page is asked for", async () => {
    const { listNumbers } = inventory(2);
    const server = await startServer({ listNumbers });
    const { status, body } = await server.call("GET", "/api/v2/phone_numbers");
    expect(status).toBe(200);
    expect(body).toEqual({
      success: true,
      items: [numberJson(aFoundNumber({ id: 1 })), numberJson(aFoundNumber({ id: 2 }))],
    });
  });

  it("answers an empty list where there is nothing", async () => {
    const server = await startServer(inventory(0));
    expect((await server.call("GET", "/api/v2/phone_numbers")).body).toEqual({ success: true, items: [] });
  });

  it("reads the plain list in pieces, each row once", async () => {
    const { asked, listNumbers } = inventory(1234);
    const server = await startServer({ listNumbers });
    const { body } = await server.call("GET", "/api/v2/phone_numbers");
    expect(idsOf(body)).toEqual(Array.from({ length: 1234 }, (_, i) => i + 1));
    expect(asked.map(({ page }) => page)).toEqual([0, 500, 1000].map((afterId) => ({ afterId, size: 500 })));
  });

  it("refuses the plain list of more than 10,000 rows, without reading them", async () => {
    const { asked, listNumbers } = inventory(10_001);
    const server = await startServer({ listNumbers });
    const { status, body } = await server.call("GET", "/api/v2/phone_numbers");
    expect(status).toBe(422);
    expect(body).toEqual({
      success: false,
      errors: {
        page: ["is needed: there are more than 10000 phone numbers. Ask by page, or by after_id"],
      },
      message: "The request is not valid",
      request_id: REQUEST_ID,
    });
    expect(asked).toHaveLength(1);
  });

  const pages = [
    ["page=2", { page: { number: 2, size: 25 } }, { page: 2, num_pages: 3, page_size: 25 }],
    ["page_size=10", { page: { number: 1, size: 10 } }, { page: 1, num_pages: 6, page_size: 10 }],
    ["page=3&page_size=20", { page: { number: 3, size: 20 } }, { page: 3, num_pages: 3, page_size: 20 }],
    ["page=9", { page: { number: 9, size: 25 } }, { page: 9, num_pages: 3, page_size: 25 }],
    [
      "status=corrupted",
      { status: "corrupted", page: { number: 1, size: 25 } },
      { page: 1, num_pages: 3, page_size: 25 },
    ],
    ["after_id=50", { page: { afterId: 50, size: 25 } }, { page: null, num_pages: 3, page_size: 25 }],
    [
      "after_id=0&page_size=100&status=active",
      { status: "active", page: { afterId: 0, size: 100 } },
      { page: null, num_pages: 1, page_size: 100 },
    ],
  ] as const;
  it.each(pages)("answers a page for ?%s", async (query, request, paging) => {
    const { asked, listNumbers } = inventory(55);
    const server = await startServer({ listNumbers });
    const { status, body } = await server.call("GET", `/api/v2/phone_numbers?${query}`);
    expect(status).toBe(200);
    expect(asked).toEqual([request]);
    const { items, ...rest } = body as { items: unknown[] };
    expect(rest).toEqual({ success: true, ...paging, total_count: 55 });
    const { page } = request;
    const first = "afterId" in page ? page.afterId : (page.number - 1) * page.size;
    expect(items).toHaveLength(Math.max(0, Math.min(page.size, 55 - first)));
  });

  it("pages by page down to row 10,000, by after_id without limit", async () => {
    const server = await startServer(inventory(20_000));
    const last = await server.call("GET", "/api/v2/phone_numbers?page=100&page_size=100");
    expect(idsOf(last.body).at(-1)).toBe(10_000);
    const deeper = await server.call("GET", "/api/v2/phone_numbers?page=101&page_size=100");
    expect(deeper.status).toBe(422);
    expect(deeper.body).toMatchObject({
      errors: { page: ["goes 10000 rows deep at most: go on with after_id"] },
    });
    const byId = await server.call("GET", "/api/v2/phone_numbers?after_id=19990&page_size=100");
    expect(idsOf(byId.body).at(-1)).toBe(20_000);
  });

  const size = ["must be a whole number from 1 to 100"];
  const wrong: [string, Record<string, string[]>][] = [
    ["page=0", { page: ["must be a whole number from 1 to 2147483647"] }],
    ["page=-1", { page: ["must be a whole number from 1 to 2147483647"] }],
    ["page=1.5", { page: ["must be a whole number from 1 to 2147483647"] }],
    ["page=", { page: ["must be a whole number from 1 to 2147483647"] }],
    ["page=1&page=2", { page: ["must be a whole number from 1 to 2147483647"] }],
    ["page_size=101", { page_size: size }],
    ["page_size=0", { page_size: size }],
    ["page_size=all", { page_size: size }],
    ["after_id=-1", { after_id: ["must be a whole number from 0 to 2147483647"] }],
    ["after_id=2147483648", { after_id: ["must be a whole number from 0 to 2147483647"] }],
    ["status=provisioning", { status: ["must be one of active, deleting, corrupted"] }],
    ["status=", { status: ["must be one of active, deleting, corrupted"] }],
    ["page=2&after_id=3", { page: ["does not go with after_id"] }],
    ["page=x&page_size=y", { page: ["must be a whole number from 1 to 2147483647"], page_size: size }],
  ];
  it.each(wrong)("refuses ?%s at the field", async (query, errors) => {
    const server = await startServer();
    const { status, body } = await server.call("GET", `/api/v2/phone_numbers?${query}`);
    expect({ status, body }).toEqual({
      status: 422,
      body: { success: false, errors, message: "The request is not valid", request_id: REQUEST_ID },
    });
  });

  it("takes parameters that it does not know for what they are", async () => {
    const server = await startServer(inventory(1));
    const { body } = await server.call("GET", "/api/v2/phone_numbers?colour=red");
    expect(Object.keys(body as object)).toEqual(["success", "items"]);
  });
});
