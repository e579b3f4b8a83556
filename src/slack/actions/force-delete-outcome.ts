import type { ModalView } from "@slack/types";
import { assertNever } from "../../domain/errors.ts";
import type { ForceDeleteResult } from "../../operations/operations.ts";
import { approvalTexts } from "../messages/approval-texts.ts";
import { texts } from "../messages/texts.ts";
import { secondPersonFor } from "../second-person.ts";
import type { SlackDeps } from "../slack-deps.ts";
import type { Filled } from "../views/force-delete-form.ts";
import { forceDeleteNotice, type Redraw, sheetView } from "../views/force-delete-view.ts";

/** What became of a submission. */
export interface Outcome {
  view: ModalView;
  /** The same for whoever has closed the window, in mrkdwn. */
  words: string;
  /** The same for the alert's thread, after the person's name; null where that shows it anyway. Plain text. */
  line: string | null;
}

/** An outcome that is nothing but words. */
export function said(line: string | null, ...paragraphs: readonly string[]): Outcome {
  return { view: forceDeleteNotice(...paragraphs), words: paragraphs.join("\n"), line };
}

/** Words and window for each outcome of a submission. */
export async function outcomeOf(
  result: ForceDeleteResult,
  { userId, filled, denial }: { userId: string; filled: Filled; denial: string | null },
  deps: SlackDeps,
): Promise<Outcome> {
  switch (result.result) {
    case "done":
      return said(
        "force-deleted this: the record is removed.",
        texts.forceDeleted(result.incident, result.basis),
        texts.leftBehind(result.leftBehind),
      );
    case "already_done":
      return said(null, texts.alreadyDone(result.incident, userId, deps.clock.now()));
    case "waiting":
      return result.isNew
        ? said(null, approvalTexts.asked(result.approval, deps.onCall.approvers))
        : said(null, `${approvalTexts.waits(result.approval, userId)} ${approvalTexts.notRecorded}`);
    case "refused":
      return refused(result, { userId, filled, denial }, deps);
    default:
      return assertNever(result);
  }
}

async function refused(
  { decision, sheet }: Extract<ForceDeleteResult, { result: "refused" }>,
  { userId, filled, denial }: { userId: string; filled: Filled; denial: string | null },
  deps: SlackDeps,
): Promise<Outcome> {
  const tried = (why: string) => `wanted to force-delete this. Nothing was deleted: ${why}.`;
  // `words`: for whoever does not see the window, which says more than its notice.
  const again = async (
    line: string,
    notice: string,
    { differences = [], words = notice }: { differences?: Redraw["differences"]; words?: string } = {},
  ) => {
    if (sheet === null) return said(line, words);
    const second = await secondPersonFor(deps, sheet, userId);
    const view = sheetView(sheet, { filled, notice, differences }, deps.consoleLinks, second);
    return { view, words: `${words} ${texts.openItAgain}`, line };
  };
  switch (decision.why) {
    case "not_corrupted":
      return said(
        decision.status === "removed" ? null : tried(`the number is ${decision.status} now`),
        texts.notCorruptedAnyMore(decision.status),
      );
    case "not_permitted":
      return said(null, denial ?? texts.notYourWindow);
    case "facts_changed":
      return again(
        tried("something had changed since it was looked at"),
        texts.changed(decision.differences),
        { differences: decision.differences },
      );
    case "facts_too_old":
      return again(tried("the check took too long to rest a decision on it"), texts.factsTooOld);
    case "still_present":
      return again(tried("something is still there"), texts.notAccepted, {
        words: texts.stillPresent(decision.resources),
      });
    case "form":
      return again(
        tried("not everything that it asks for was given"),
        texts.formFaults(Object.values(decision.faults)),
      );
    default:
      return assertNever(decision);
  }
}
