import { VerbFailed } from "../../local/verb-failed.ts";
import type { Terminal } from "../terminal.ts";

const GOES_ON =
  "\nThe force delete is being done, and nothing stops it any more. Waiting for what becomes of it. Ctrl-C again ends this command without that.\n";

/**
 * Waits for the deed. It cannot be called back: the first Ctrl-C says so, and the second one ends the wait as a lost answer
 * does, with the way to find out.
 */
export function awaitDeed<T>(
  terminal: Pick<Terminal, "during" | "err">,
  id: number,
  deed: () => Promise<T>,
): Promise<T> {
  let isWarned = false;
  return terminal.during(deed, (stop) => {
    if (isWarned) stop(new VerbFailed({ code: "answer_lost", message: notKnown(id), status: null }));
    else terminal.err(GOES_ON);
    isWarned = true;
  });
}

const notKnown = (id: number) =>
  `Stopped without an answer: whether number ${id} was force-deleted is not known. \`lineman numbers force-delete ${id}\` says so where it was, and else begins anew; \`lineman audit export --number ${id}\` tells what happened.`;
