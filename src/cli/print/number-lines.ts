import { causeInWords } from "../../domain/cause-words.ts";
import type { ExternalResource, ResourceState } from "../../domain/external-resource.ts";
import type { PhoneNumber } from "../../domain/phone-number.ts";
import { KIND_WORDS, STATE_WORD } from "../../domain/resource-words.ts";
import type { Wire } from "../../local/wire.ts";
import { inert, moment, type Paint } from "./paper.ts";

const STYLE: Record<ResourceState, Parameters<Paint>[0]> = {
  gone: "green",
  kept: "green",
  present: "red",
  unknown: "yellow",
};

/** "+14155551234 · Support Line · id 42 · corrupted since …", and why. */
export function numberHeading(number: Wire<PhoneNumber>, paint: Paint): string {
  const { id, phoneNumber, label, status, corruptedAt, corruptionCause, corruptionMessage } = number;
  const since = corruptedAt === null ? "" : ` since ${moment(corruptedAt)}`;
  const heading = `${paint("bold", inert(phoneNumber))} · ${inert(label)} · id ${id} · ${status}${since}\n`;
  if (status !== "corrupted") return heading;
  const said = corruptionMessage === null ? "" : ` (${inert(corruptionMessage)})`;
  const why = causeInWords(corruptionCause, inert);
  return `${heading}Why: ${why}${said}\n`;
}

/** Each resource with what is known of it; says so where there is none. */
export function resourceLines(resources: readonly Wire<ExternalResource>[], paint: Paint): string {
  if (resources.length === 0) return "Nothing outside is recorded for it.\n";
  return resources
    .map((resource) => {
      const state = paint(STYLE[resource.state], STATE_WORD[resource.state]);
      const checked = resource.checkedAt === null ? "never checked" : `checked ${moment(resource.checkedAt)}`;
      const detail = resource.detail === "" ? "" : `\n      ${inert(resource.detail)}`;
      const ticked = resource.tickedBy === null ? "" : `\n      ticked by ${inert(resource.tickedBy)}`;
      return `  ${resourceName(resource)}\n      ${state} · ${checked}${detail}${ticked}\n`;
    })
    .join("");
}

/** "SIP trunk TK…". */
export function resourceName({ kind, sid }: Pick<ExternalResource, "kind" | "sid">): string {
  return `${KIND_WORDS[kind]} ${inert(sid)}`;
}

/** "3 gone, 1 cannot tell". */
export function stateCounts(resources: readonly Pick<ExternalResource, "state">[]): string {
  const order: readonly ResourceState[] = ["gone", "kept", "present", "unknown"];
  const parts = order.flatMap((state) => {
    const count = resources.filter((resource) => resource.state === state).length;
    return count === 0 ? [] : [`${count} ${STATE_WORD[state]}`];
  });
  return parts.length === 0 ? "nothing recorded" : parts.join(", ");
}
