import { FIRST_CHOICE, type HomeChoice, isHomeFilter } from "../../domain/home-choice.ts";

/** "unclaimed:2", for a button's `value`. */
export function homeChoiceValue({ filter, page }: HomeChoice): string {
  return `${filter}:${page}`;
}

/** What is not one of ours becomes what Home begins with; whether there is such a page is seen later. */
export function parseHomeChoice(value: string): HomeChoice {
  const [, word = "", page = ""] = /^([a-z]{1,20}):(\d{1,6})$/.exec(value) ?? [];
  return isHomeFilter(word) ? { filter: word, page: Number(page) } : FIRST_CHOICE;
}

/** What a menu's option carries: see parseChoiceValue in case-ref.ts. */
export function filterOptionValue(filter: HomeChoice["filter"]): string {
  return `${filter}@`;
}
