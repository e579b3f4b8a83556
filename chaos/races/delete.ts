import { createPlatform } from "../platform.ts";
import { deedsOf, urlOf } from "./at-replica.ts";
import type { Race } from "./race.ts";

/** Two callers of the API delete one number at two replicas. */
export const raceToDelete: Race = async (cast) => {
  const { id } = await cast.importNumber();
  const answers = await Promise.all(
    [0, 1].map((replica) => createPlatform(() => urlOf(cast.stage, replica)).send("DELETE", `/${id}`)),
  );
  const broken: string[] = [];
  const won = answers.filter(({ status }) => status === 200);
  if (won.length !== 1) broken.push(`${won.length} winners`);
  for (const { status, body } of answers.filter(({ status }) => status !== 200)) {
    const told =
      status === 409
        ? /^Phone number is being deleted by .+ since 20\d\d-/.test(body.message ?? "")
        : status === 404;
    if (!told) broken.push(`the loser was told ${status} ${body.message}`);
  }
  for (const action of ["delete_requested", "teardown_verified"])
    if ((await deedsOf(cast, id, action)) !== 1) broken.push(`${action} is not in the audit log once`);
  if (won.length > 0) cast.ledger.note(id, "deleted");
  return broken;
};
