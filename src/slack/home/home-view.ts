import type { HomeView, KnownBlock } from "@slack/types";
import { caseName, type Incident } from "../../domain/incident.ts";
import type { HomeStatus } from "../../operations/operations.ts";
import { button } from "../messages/alert-buttons.ts";
import { escaped, when, whenExactly } from "../messages/mrkdwn.ts";
import { context, header, section, sections } from "../messages/slack-message.ts";
import { count, numberWords } from "../messages/words.ts";

/** As many as are read in one glance, whatever the number of incidents. */
const MOST_INCIDENTS = 20;

/** App Home: what is open, oldest first, and how all numbers are. */
export function homeView({ counts, openIncidents, openIncidentCount, asOf }: HomeStatus): HomeView {
  const shown = openIncidents.slice(0, MOST_INCIDENTS);
  const more = Math.max(0, openIncidentCount - shown.length);
  const title =
    openIncidentCount === 0
      ? "No number needs you"
      : `${count(openIncidentCount, "number")} need${openIncidentCount === 1 ? "s" : ""} a person`;
  const blocks: KnownBlock[] = [
    header(title),
    ...sections(shown.map(incidentLine)),
    ...(more > 0 ? [section(`+${more} more: \`/phone list corrupted\``)] : []),
    { type: "divider" },
    section(
      `*All numbers:* ${counts.active} active · ${counts.deleting} deleting · ${counts.corrupted} corrupted`,
    ),
    { type: "actions", elements: [button("refresh_home", "Refresh", "refresh")] },
    context(`as of ${whenExactly(asOf)} · \`/phone help\` shows what you can ask`),
  ];
  return { type: "home", blocks };
}

/** Home for somebody who may not see it, or while it cannot be read. */
export function homeNotice(text: string): HomeView {
  return { type: "home", blocks: [section(text)] };
}

function incidentLine(incident: Incident): string {
  const { phoneNumber, label, phoneNumberId, openedAt } = incident;
  const look = `\`/phone show ${phoneNumberId}\``;
  return `*${numberWords(phoneNumber)}* · ${escaped(label, 60)} · id ${phoneNumberId} · corrupted ${when(openedAt)} · case ${caseName(incident)} · ${look}`;
}
