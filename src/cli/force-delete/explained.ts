import { VerbFailed } from "../../local/verb-failed.ts";

const ONLY_CORRUPTED = "Force delete is only allowed for corrupted phone numbers";

/** Says of a number whose life has no such step what it is, and what can be done instead. Rethrows. */
export function explained(id: number): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof VerbFailed) || error.failure.code !== "illegal_transition") throw error;
    const { failure } = error;
    const next =
      failure.status === "active"
        ? `To delete it the normal way: \`/phone delete ${id}\` in Slack, or DELETE /api/v2/phone_numbers/${id}.`
        : `\`lineman numbers show ${id}\` tells how that goes on.`;
    const message = `Number ${id} is ${failure.status}. ${ONLY_CORRUPTED}. ${next}`;
    throw new VerbFailed({ ...failure, message });
  };
}
