/** What App Home can be asked to show: open incidents, all or some, or the numbers of one status. */
export const INCIDENT_FILTERS = ["open", "mine", "waiting", "unclaimed", "ageing"] as const;
export const NUMBER_FILTERS = ["corrupted", "deleting", "active"] as const;

export type IncidentFilter = (typeof INCIDENT_FILTERS)[number];
export type NumberFilterWord = (typeof NUMBER_FILTERS)[number];
export type HomeFilter = IncidentFilter | NumberFilterWord;

/** What somebody chose to see. `page` is 1-based. */
export interface HomeChoice {
  filter: HomeFilter;
  page: number;
}

/** What Home begins with: everything that is open. */
export const FIRST_CHOICE: HomeChoice = { filter: "open", page: 1 };

/** One page is read in one glance, and stays far inside what a view may hold. */
export const HOME_PAGE_SIZE = 15;
/** Nobody turns so many pages; whatever is deeper is found by its number or id. */
const DEEPEST_PAGE = 600;

/** Whether it is the word of a filter. */
export function isHomeFilter(word: string): word is HomeFilter {
  return [...INCIDENT_FILTERS, ...NUMBER_FILTERS].some((filter) => filter === word);
}

/** Whether it is about numbers rather than incidents. */
export function isNumberFilter(filter: HomeFilter): filter is NumberFilterWord {
  return NUMBER_FILTERS.some((word) => word === filter);
}

/** The page that there is, whatever was asked for, and how many there are (1 at least). */
export function fittingPage(asked: number, totalCount: number): { page: number; pageCount: number } {
  const pageCount = Math.min(DEEPEST_PAGE, Math.max(1, Math.ceil(totalCount / HOME_PAGE_SIZE)));
  const page = Number.isFinite(asked) ? Math.trunc(asked) : 1;
  return { page: Math.min(pageCount, Math.max(1, page)), pageCount };
}
