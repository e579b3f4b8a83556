import type { Config } from "./config.ts";
import { createSecretBox } from "./persistence/secret-box.ts";

/** The id of the key that encrypts, as it stands beside what it encrypted. */
export function currentKeyIdOf({ encryption }: Pick<Config, "encryption">): string {
  return createSecretBox(encryption).currentKeyId;
}
