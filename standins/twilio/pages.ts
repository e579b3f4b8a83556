import { badParameter } from "./refusals.ts";

export type Product = "trunking" | "voice" | "api";

export const PAGING_PARAMETERS = ["PageSize", "Page", "PageToken"] as const;

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

type Sequenced = { readonly sequence: number };
type Item = Sequenced & { readonly body: unknown };
type Slice = { shown: Item[]; page: number; size: number; before: string | null; after: string | null };

/**
 * One page of a list in the shape of its product: v1 has `meta` with full https://*.twilio.com URLs, 2010-04-01 has relative
 * `*_uri` fields (list examples of the specs). Items come newest first; a page token names where the neighbouring page ended.
 */
export function pageBody(
  product: Product,
  path: string,
  query: URLSearchParams,
  listKey: string,
  items: readonly Item[],
): Record<string, unknown> {
  const { shown, page, size, before, after } = slice(items, query);
  const filters = [...query].filter(([name]) => !(PAGING_PARAMETERS as readonly string[]).includes(name));
  const origin = product === "api" ? "" : `https://${product}.twilio.com`;
  const link = (number: number, token: string | null) => {
    const parameters = new URLSearchParams(filters);
    parameters.set("PageSize", String(size));
    parameters.set("Page", String(number));
    if (token !== null) parameters.set("PageToken", token);
    return `${origin}${path}?${parameters}`;
  };
  const first = link(0, null);
  const here = page === 0 ? first : link(page, query.get("PageToken"));
  const previous = page === 0 || before === null ? null : page === 1 ? first : link(page - 1, before);
  const next = after === null ? null : link(page + 1, after);
  const bodies = shown.map((item) => item.body);
  if (product === "api") {
    const start = page * size;
    return {
      first_page_uri: first,
      previous_page_uri: previous,
      uri: here,
      next_page_uri: next,
      page,
      page_size: size,
      start,
      end: start + Math.max(0, shown.length - 1),
      [listKey]: bodies,
    };
  }
  const meta = {
    page,
    page_size: size,
    first_page_url: first,
    previous_page_url: previous,
    url: here,
    next_page_url: next,
    key: listKey,
  };
  return { meta, [listKey]: bodies };
}

function slice(items: readonly Item[], query: URLSearchParams): Slice {
  const size = wholeParameter(query, "PageSize", DEFAULT_PAGE_SIZE, 1, MAX_PAGE_SIZE);
  const page = wholeParameter(query, "Page", 0, 0, Number.MAX_SAFE_INTEGER);
  const token = query.get("PageToken");
  if (page > 0 && token === null) throw badParameter("Page needs the PageToken of a listed page");
  const parsed = token === null ? null : /^(PA|PB)(\d+)$/.exec(token);
  if (token !== null && parsed === null) throw badParameter("Invalid PageToken");
  const border = Number(parsed?.[2]);
  const shown =
    parsed === null
      ? items.slice(0, size)
      : parsed[1] === "PA"
        ? items.filter((item) => item.sequence < border).slice(0, size)
        : items.filter((item) => item.sequence > border).slice(-size);
  const last = shown.at(-1);
  const more = last !== undefined && items.some((item) => item.sequence < last.sequence);
  return {
    shown,
    page,
    size,
    before: shown[0] === undefined ? null : `PB${shown[0].sequence}`,
    after: more ? `PA${last.sequence}` : null,
  };
}

function wholeParameter(
  query: URLSearchParams,
  name: string,
  absent: number,
  min: number,
  max: number,
): number {
  const text = query.get(name);
  if (text === null) return absent;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) throw badParameter(`Invalid value for ${name}`);
  return value;
}
