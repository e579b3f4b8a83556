import type { ModalView } from "@slack/types";
import { assertNever, Conflict, NotFound } from "../../domain/errors.ts";
import { explainFailure } from "../explain-failure.ts";
import type { ViewListener } from "../interactions.ts";
import { deleteTexts } from "../messages/delete-texts.ts";
import { denialText } from "../messages/denial-text.ts";
import { shortMessage } from "../messages/slack-message.ts";
import { texts } from "../messages/texts.ts";
import { drawOutcome } from "../open-window.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { deleteNotice, parseDeleteRef } from "../views/delete-view.ts";

/** Slack waits three seconds for an answer; the receiver gives up a little earlier. */
const ANSWER_IN_TIME_MS = 1500;
/** How often and how long the end is waited for; a clean-up takes up to its budget, and may wait for its turn. */
const POLL_MS = 500;
const LONGEST_WAIT_MS = 60_000;

/**
 * A delete that a person confirmed. The answer says "deleting" only once it is written down: from then on it happens, whatever
 * becomes of this process. A form that is sent again begins nothing twice (it names the version of the record), and is told who began
 * it. Its end is drawn into the window, or told to the person where that is closed.
 */
export const submitDelete: ViewListener = async ({ userId, view, answer }, deps) => {
  const ref = parseDeleteRef(view.privateMetadata);
  if (ref === null) return answer.show(deleteNotice(texts.notOurs));
  const beginning = begin(ref, userId, deps);
  const inTime = await Promise.race([beginning, deps.clock.sleep(ANSWER_IN_TIME_MS).then(() => null)]);
  await answer.show(inTime?.view ?? deleteNotice(deleteTexts.starting));
  const answeredAt = deps.clock.now();
  const tellOrDraw = async (words: string) => {
    const drawn = await drawOutcome(view.id, answeredAt, deleteNotice(words), deps).catch(() => false);
    if (!drawn) await deps.messenger.tell(userId, shortMessage(words));
  };
  const begun = inTime ?? (await beginning);
  if (begun.runId === null) return inTime === null ? tellOrDraw(begun.words) : undefined;
  await tellOrDraw(await endOf(begun.runId, ref.numberId, begun.phoneNumber, deps));
};

/** `view` is what the answer shows where it is known in time; `words` the same for later. */
type Begun = { view: ModalView; words: string } & ({ runId: string; phoneNumber: string } | { runId: null });

const refused = (words: string): Begun => ({ runId: null, words, view: deleteNotice(words) });

/** Permission first, looked up now; then the delete is written down. Never throws. */
async function begin(
  { numberId, version }: { numberId: number; version: number },
  userId: string,
  deps: SlackDeps,
): Promise<Begun> {
  try {
    const permission = await deps.onCall.permit(userId, "act", true);
    if (!permission.granted)
      return refused(denialText(permission.denial, { right: "act", onCall: deps.onCall.mention, numberId }));
    const { number, run } = await deps.operations.showNumber({ id: numberId });
    if (number.status === "deleting")
      return refused(
        deleteTexts.deletingAlready(numberId, run?.requestedBy ?? null, run?.requestedAt ?? null),
      );
    const begun = await deps.operations.startDelete(numberId, version, { kind: "slack_user", id: userId });
    const words = deleteTexts.started(numberId);
    return { runId: begun.id, phoneNumber: number.phoneNumber, words, view: deleteNotice(words) };
  } catch (error) {
    if (error instanceof NotFound) return refused(deleteTexts.unknown(numberId));
    if (!(error instanceof Conflict)) return refused(explainFailure(error, deps, texts.outcomeUnknown));
    const { by, since } = error;
    return refused(
      by === null ? deleteTexts.changed(numberId) : deleteTexts.deletingAlready(numberId, by, since),
    );
  }
}

/** Waits for the end of a delete that some process works on; in words. */
async function endOf(runId: string, id: number, phoneNumber: string, deps: SlackDeps): Promise<string> {
  try {
    // Counted in pauses: a clock that is put back must not make this wait for hours.
    for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += POLL_MS) {
      const now = await deps.operations.deleteState(runId);
      switch (now.state) {
        case "under_way":
          break;
        case "removed":
          return deleteTexts.removed({ id, phoneNumber });
        case "corrupted":
          return deleteTexts.failed(now, now.incident);
        case "overtaken":
          return deleteTexts.overtaken(id);
        default:
          return assertNever(now);
      }
      await deps.clock.sleep(POLL_MS);
    }
    return deleteTexts.stillUnderWay(id);
  } catch (error) {
    return explainFailure(error, deps, texts.outcomeUnknown);
  }
}
