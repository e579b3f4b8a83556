import { NotFound } from "../domain/errors.ts";
import { resourcesOf } from "../domain/recorded-resources.ts";
import type { NumberWithResources } from "./operations.ts";
import type { Store } from "./ports/store.ts";

/** A number and what is known of its resources. Throws NotFound. `provisioning` rows do not exist for anybody outside. */
export async function loadNumber(
  store: Pick<Store, "numbers" | "resources">,
  id: number,
): Promise<NumberWithResources> {
  const number = await store.numbers.find(id);
  if (number === null || number.status === "provisioning")
    throw new NotFound(`There is no phone number with id ${id}.`);
  return { number, resources: resourcesOf(number, await store.resources.of(id)) };
}
