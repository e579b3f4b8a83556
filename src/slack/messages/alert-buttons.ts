import type { ActionsBlock, Button, KnownBlock } from "@slack/types";
import { type ExternalResource, isSeenThere, isSettled } from "../../domain/external-resource.ts";
import type { AlertFacts } from "../../operations/ports/alerts.ts";
import { type CaseRef, caseValue } from "../case-ref.ts";
import type { ActionId } from "../ids.ts";

/** A button; its value holds ids only. */
export function button(
  actionId: ActionId,
  text: string,
  value: string,
  style?: "primary" | "danger",
): Button {
  return {
    type: "button",
    action_id: actionId,
    text: { type: "plain_text", text, emoji: false },
    value,
    ...(style === undefined ? {} : { style }),
  };
}

/** What can be done about an open incident. While a clean-up runs there is nothing to do but to look. */
export function alertButtons({ resources, run }: AlertFacts, ref: CaseRef): ActionsBlock {
  const value = caseValue(ref);
  const next = run === null ? nextButton(resources) : null;
  const style = (actionId: ActionId) => (actionId === next ? "primary" : undefined);
  const elements = [button("check_again", "Check again", value, style("check_again"))];
  if (run === null) {
    if (resources.some((resource) => !isSettled(resource)))
      elements.push(button("clean_up_done", "I've cleaned up…", value));
    elements.push(
      button("retry_clean_up", "Retry clean-up", value, style("retry_clean_up")),
      button("force_delete_number", "Force delete…", value, "danger"),
    );
  }
  return { type: "actions", elements };
}

/** Opens the modal with every resource. */
export function moreButton(amount: number, ref: CaseRef): KnownBlock {
  return { type: "actions", elements: [button("show_all_resources", `+${amount} more…`, caseValue(ref))] };
}

/** The button that should be pressed next; null where that is Force delete, which is red already. */
function nextButton(resources: readonly ExternalResource[]): ActionId | null {
  if (resources.some(({ checkedAt }) => checkedAt === null)) return "check_again";
  const open = resources.filter((resource) => !isSettled(resource));
  if (open.every((resource) => resource.tickedBy !== null && !isSeenThere(resource))) return null;
  return open.some(({ tickedBy }) => tickedBy !== null) ? "check_again" : "retry_clean_up";
}
