import type { NumberWithResources } from "../operations/operations.ts";
import { numberJson } from "./number-json.ts";
import type { RouteWords } from "./route-words.ts";

/** How create and import call their failures. */
export const NOT_CREATED = { invalid: "Failed to create phone number" } satisfies RouteWords;

/** The answer of create and import. What could not be seen is named, not refused. */
export function createdJson(created: NumberWithResources & { unseen: string[] }) {
  const message = ["Phone number created successfully", ...created.unseen];
  return {
    success: true,
    item: numberJson(created),
    message: message.length === 1 ? message[0] : `${message[0]}. ${created.unseen.join(" ")}`,
  };
}
