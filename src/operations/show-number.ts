import { NotFound } from "../domain/errors.ts";
import type { Deps } from "./deps.ts";
import { loadNumber } from "./load-number.ts";
import type { Operations } from "./operations.ts";

/** One number by id or E.164, with what is going on around it. */
export function createShowNumber(deps: Pick<Deps, "database">): Operations["showNumber"] {
  return async (ref) => {
    const { numbers, teardowns, incidents } = deps.database;
    const id = "id" in ref ? ref.id : (await numbers.findByPhoneNumber(ref.phoneNumber))?.id;
    if (id === undefined)
      throw new NotFound(`There is no phone number ${"phoneNumber" in ref ? ref.phoneNumber : ""}.`);
    const found = await loadNumber(deps.database, id);
    return { ...found, run: await teardowns.openOf(id), incident: await incidents.openOf(id) };
  };
}
