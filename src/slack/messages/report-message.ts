import { basisWords } from "../../domain/audit-words.ts";
import type { IncidentOutcome } from "../../domain/incident.ts";
import type { Report } from "../../operations/answers.ts";
import type { IncidentFigures } from "../../operations/ports/archive.ts";
import { causeWords } from "./cause-words.ts";
import { LEFTOVER_WORD } from "./leftover-lines.ts";
import { when, whenExactly } from "./mrkdwn.ts";
import { context, type SlackMessage, sections } from "./slack-message.ts";
import { count, duration } from "./words.ts";

const OUTCOME_WORDS: Record<IncidentOutcome, string> = {
  removed: "cleaned up and deleted",
  force_deleted: "force-deleted",
  resolved_elsewhere: "resolved outside Lineman",
};

/** How things are, and how the last seven days were. */
export function reportMessage({ counts, incidents, leftovers, since, asOf }: Report): SlackMessage {
  const lines = [
    `*All numbers:* ${counts.active} active · ${counts.deleting} deleting · ${counts.corrupted} corrupted`,
    `*Open incidents:* ${openWords(incidents.open, asOf)}`,
    `*Last 7 days:* ${lately(incidents)}`,
    ...causeLine(incidents),
    ...forceDeleteLine(incidents),
    `*Leftovers not settled:* ${leftoverWords(leftovers)}`,
  ];
  return {
    text: lines.join("\n"),
    blocks: [...sections(lines), context(`since ${when(since)} · as of ${whenExactly(asOf)}`)],
  };
}

function openWords({ count: open, claimed, oldestAt }: IncidentFigures["open"], asOf: Date): string {
  if (open === 0) return "none";
  const oldest = oldestAt === null ? "" : `; the oldest for ${duration(asOf.getTime() - oldestAt.getTime())}`;
  return `${open} (${claimed} claimed, ${open - claimed} unclaimed)${oldest}: \`/phone list corrupted\``;
}

function lately({ opened, closed, medianOpenMs }: IncidentFigures): string {
  const total = sum(closed);
  if (opened === 0 && total === 0) return "no incidents";
  const ends = Object.entries(OUTCOME_WORDS).flatMap(([outcome, words]) => {
    const ended = sum(closed.filter((one) => one.outcome === outcome));
    return ended === 0 ? [] : [`${ended} ${words}`];
  });
  const how = ends.length === 0 ? "" : `: ${ends.join(", ")}`;
  const median = medianOpenMs === null ? "" : `. Half of them were closed within ${duration(medianOpenMs)}`;
  return `${opened} opened, ${total} closed${how}${median}`;
}

function causeLine({ causes, opened }: IncidentFigures): string[] {
  if (causes.length === 0) return [];
  const others = opened - sum(causes);
  const named = causes.map(({ cause, count: times }) => `${times} × ${causeWords(cause)}`);
  return [`*Why:* ${[...named, ...(others > 0 ? [`${others} × something else`] : [])].join(", ")}`];
}

function forceDeleteLine({ closed }: IncidentFigures): string[] {
  const forced = closed.filter(({ outcome }) => outcome === "force_deleted");
  if (forced.length === 0) return [];
  const parts = forced.map(({ basis, count: times }) => `${times} × ${basisWords(basis)}`);
  return [`*Force deletes:* ${parts.join(", ")}`];
}

function leftoverWords(leftovers: Report["leftovers"]): string {
  const parts = [...leftovers].map(([state, amount]) => `${amount} ${LEFTOVER_WORD[state]}`);
  if (parts.length === 0) return "none";
  const total = [...leftovers.values()].reduce((all, amount) => all + amount, 0);
  return `${count(total, "leftover")} (${parts.join(", ")}): \`/phone leftovers\``;
}

function sum(figures: readonly { count: number }[]): number {
  return figures.reduce((total, { count: amount }) => total + amount, 0);
}
