import type { ForceDeleteForm, FormFaults } from "../../domain/force-delete-gate.ts";
import { createAsker } from "../asker.ts";
import { submissionKey } from "../envelope.ts";
import { explainFailure } from "../explain-failure.ts";
import { BLOCK } from "../ids.ts";
import type { ShownView, ViewListener } from "../interactions.ts";
import { denialText } from "../messages/denial-text.ts";
import { texts } from "../messages/texts.ts";
import { drawOutcome } from "../open-window.ts";
import type { SlackDeps } from "../slack-deps.ts";
import { type Filled, firstTickBlock, numberShown, readFilled } from "../views/force-delete-form.ts";
import { checkingView, forceDeleteNotice, ofModal } from "../views/force-delete-view.ts";
import { tickedKeys } from "../views/tick-blocks.ts";
import { type Outcome, outcomeOf, said } from "./force-delete-outcome.ts";

/** Slack waits three seconds for an answer; the receiver gives up a little earlier. */
const ANSWER_IN_TIME_MS = 1500;

/**
 * Field faults are answered at once and may be corrected; a form without faults is acknowledged with the checking window,
 * decided on fresh facts, and its outcome drawn.
 */
export const submitForceDelete: ViewListener = async ({ userId, view, answer }, deps) => {
  const modalId = view.privateMetadata;
  const askedAt = deps.clock.now();
  const filled = readFilled(view.values);
  const form = await formOf(view, filled, deps);
  const errors = fieldErrors(await deps.operations.checkForceDeleteForm(modalId, form), view);
  if (errors !== null) return answer.errors(errors);
  // An answer that comes too late is not seen, and the same form sent again would pass for a repeat of this one.
  if (deps.clock.now().getTime() - askedAt.getTime() > ANSWER_IN_TIME_MS)
    return answer.errors({ [BLOCK.digits]: texts.answeredTooSlowly });
  // Remembered only now: a submission with faults must get through once it is corrected.
  if (!(await deps.operations.isFirst(submissionKey(view))))
    return answer.show(ofModal(forceDeleteNotice(texts.sentAlready), modalId));
  await answer.show(ofModal(checkingView(), modalId));
  const answeredAt = deps.clock.now();
  const outcome = await decided({ modalId, userId, form, filled }, deps);
  if (await drawOutcome(view.id, answeredAt, ofModal(outcome.view, modalId), deps)) return;
  await sayElsewhere(outcome, { modalId, userId }, deps);
};

interface Decision {
  modalId: string;
  userId: string;
  form: ForceDeleteForm;
  filled: Filled;
}

async function decided({ modalId, userId, form, filled }: Decision, deps: SlackDeps): Promise<Outcome> {
  try {
    const permission = await deps.onCall.permit(userId, "act", true);
    const denial = permission.granted
      ? null
      : denialText(permission.denial, { right: "act", onCall: deps.onCall.mention });
    // Nobody could be asked about: that is not the person's fault, and nothing to hold against them.
    if (!permission.granted && permission.denial.why === "cannot_check") return said(null, denial ?? "");
    const mayAct = permission.granted;
    const result = await deps.operations.submitForceDelete({ modalId, userId, mayAct, form });
    return await outcomeOf(result, { userId, filled, denial }, deps);
  } catch (error) {
    return said(null, explainFailure(error, deps, texts.outcomeUnknown));
  }
}

/** The person has closed the window: it is said in their messages, and in the thread where others wonder too. */
async function sayElsewhere(
  { words, line }: Outcome,
  { modalId, userId }: { modalId: string; userId: string },
  deps: SlackDeps,
): Promise<void> {
  await createAsker({ userId, respond: null, channel: null }, deps).say(words);
  await deps.operations.closeForceDelete(modalId, userId);
  if (line !== null) await deps.operations.sayOutcome(modalId, line);
}

async function formOf(view: ShownView, filled: Filled, deps: SlackDeps): Promise<ForceDeleteForm> {
  const { digits, reason } = filled;
  return {
    digits,
    reason,
    ticks: await resourceKeys(filled.ticks, view, deps),
    acceptLeftovers: filled.accept !== null,
  };
}

/** Option values are resource keys; only those that were too long for an option have to be looked up. */
async function resourceKeys(values: readonly string[], view: ShownView, deps: SlackDeps): Promise<string[]> {
  const whole = values.filter((value) => !value.startsWith("sha256:"));
  const numberId = numberShown(view.blocks);
  if (whole.length === values.length || numberId === null) return whole;
  const { resources } = await deps.operations.showNumber({ id: numberId });
  return tickedKeys(values, resources);
}

/** Null where there is no fault. Slack draws an error at an input block of the window, or not at all. */
function fieldErrors(faults: FormFaults, view: ShownView): Record<string, string> | null {
  const ticksAt = firstTickBlock(view.values) ?? BLOCK.digits;
  const errors: Record<string, string> = {};
  if (faults.ticks !== undefined) errors[ticksAt] = faults.ticks;
  if (faults.digits !== undefined) errors[BLOCK.digits] = faults.digits;
  if (faults.reason !== undefined) errors[BLOCK.reason] = faults.reason;
  return Object.keys(errors).length === 0 ? null : errors;
}
