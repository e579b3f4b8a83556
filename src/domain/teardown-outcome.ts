import { type Cause, isTransient } from "./cause.ts";
import { type ExternalResource, isSettled } from "./external-resource.ts";

export type TeardownOutcome =
  | { outcome: "removed" }
  | { outcome: "corrupted"; cause: Cause; message: string; unsettled: ExternalResource[] };

/** The record may go only when every resource is proven gone, or kept and proven shared (telephony.md 6). */
export function decideTeardownOutcome(resources: readonly ExternalResource[]): TeardownOutcome {
  const unsettled = resources.filter((resource) => !isSettled(resource));
  if (unsettled.length === 0) return { outcome: "removed" };
  const leading = leadingResource(unsettled);
  return {
    outcome: "corrupted",
    cause: leading.cause ?? "unexpected",
    message: leading.detail,
    unsettled,
  };
}

/** The one whose cause explains the whole best: a lasting cause before one that passes, a cause before none. */
function leadingResource(unsettled: readonly ExternalResource[]): ExternalResource {
  const lasting = unsettled.find(({ cause }) => cause !== null && !isTransient(cause));
  const [first] = unsettled;
  if (first === undefined) throw new Error("leadingResource needs at least one resource");
  return lasting ?? unsettled.find(({ cause }) => cause !== null) ?? first;
}
