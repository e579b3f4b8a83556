import type { KnownBlock } from "@slack/types";
import { commonReason, explainCorruption } from "../../domain/explanation.ts";
import type { ExternalResource } from "../../domain/external-resource.ts";
import { caseName } from "../../domain/incident.ts";
import type { Operations } from "../../operations/operations.ts";
import { type ConsoleLinks, listHint } from "./console-links.ts";
import { code, escaped, when } from "./mrkdwn.ts";
import { resourceLines } from "./resource-lines.ts";
import { context, LIMIT, type SlackMessage, section, sections } from "./slack-message.ts";
import { whyWords } from "./why-words.ts";
import { actorWords, numberWords, stateCounts } from "./words.ts";

type Shown = Awaited<ReturnType<Operations["showNumber"]>>;

/** Everything that is known of one number. `lead` stands first where there is something new to say. */
export function numberMessage(
  shown: Shown,
  consoleLinks: ConsoleLinks,
  lead: string | null = null,
): SlackMessage {
  const { number, resources, run, incident } = shown;
  const showing = {
    said: number.status === "corrupted" ? commonReason(number, resources) : null,
    underWay: run !== null,
  };
  const title = `*${numberWords(number.phoneNumber)}* · ${escaped(number.label, 200)} · id ${number.id} · *${number.status}*${since(number)}`;
  const facts = [
    ...(lead === null ? [] : [lead]),
    ...(number.status === "corrupted" ? [corruption(shown)] : []),
    ...(run === null ? [] : [`${actorWords(run.requestedBy)} started a clean-up ${when(run.requestedAt)}.`]),
    // What has just been looked at is counted in the lead.
    ...(lead === null ? [`*Resources:* ${stateCounts(resources)}`] : []),
  ];
  const paragraphs = sections(
    resources.map((resource) =>
      [resourceLines(resource, number, consoleLinks, showing), evidence(resource)].filter(Boolean).join("\n"),
    ),
    "\n\n",
  );
  const blocks: KnownBlock[] = [section([title, ...facts].join("\n")), ...fitting(paragraphs)];
  const foot = [
    code(number.phoneNumber, 60),
    ...(incident === null ? [] : [`case ${caseName(incident)}`]),
    ...(run === null ? listHint(resources, number, consoleLinks) : []),
  ];
  if (number.status === "corrupted")
    foot.push(`\`/phone retry ${number.id}\``, `\`/phone force-delete ${number.id}\``);
  return { text: [title, ...facts].join("\n"), blocks: [...blocks, context(foot.join(" · "))] };
}

function since({ status, corruptedAt }: Shown["number"]): string {
  return status === "corrupted" && corruptedAt !== null ? ` since ${when(corruptedAt)}` : "";
}

function corruption({ number, resources }: Pick<Shown, "number" | "resources">): string {
  const explained = explainCorruption(number, resources);
  const words = commonReason(number, resources) === null ? null : explained.words;
  return `*Why:* ${whyWords(explained, words)}\n*Next:* ${escaped(explained.next, 500)}`;
}

/** How a state was found out: what an alert has no room for. Without an answer there is no evidence but its request. */
function evidence({ state, how, requestId }: ExternalResource): string {
  const parts = [state === "unknown" ? "" : how, requestId === null ? "" : `request ${requestId}`];
  const said = parts.filter((part) => part !== "").map((part) => escaped(part, 300));
  return said.length === 0 ? "" : `Evidence: ${said.join(" · ")}`;
}

/** Paragraphs up to the budget of a message, and how many are left out. */
function fitting(paragraphs: readonly KnownBlock[]): KnownBlock[] {
  const kept: KnownBlock[] = [];
  let left = LIMIT.messageCharacters - 3000;
  for (const paragraph of paragraphs) {
    left -= JSON.stringify(paragraph).length;
    if (left < 0)
      return [...kept, section("There are more than fit here: the alert, and the HTTP API, show all.")];
    kept.push(paragraph);
  }
  return kept;
}
