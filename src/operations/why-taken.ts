import { Conflict, InvalidInput } from "../domain/errors.ts";
import type { Store } from "./ports/store.ts";

/**
 * Why this phone number cannot be recorded. One that is being set up may come to nothing, so that a caller does well to ask again;
 * the repeat of a request whose process died finds its own.
 */
export async function whyTaken(
  { numbers }: Pick<Store, "numbers">,
  phoneNumber: string,
): Promise<InvalidInput | Conflict> {
  // What is being set up is not found.
  if ((await numbers.findByPhoneNumber(phoneNumber)) === null)
    return new Conflict(
      `${phoneNumber} is being set up just now, or taken down again after that was broken off. Try again in a minute.`,
    );
  return new InvalidInput({ phone_number: ["has already been taken"] });
}
