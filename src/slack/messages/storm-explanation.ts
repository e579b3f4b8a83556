import { isSnoozed } from "../../domain/snooze.ts";
import { isWorking, type Storm } from "../../domain/storm.ts";
import { stormAdvice } from "../../domain/storm-advice.ts";
import type { StormFacts } from "../../operations/ports/storm-channel.ts";
import { escaped, link, when } from "./mrkdwn.ts";
import { obstacleWords } from "./storm-progress.ts";
import { codeWords } from "./why-words.ts";
import { actorWords } from "./words.ts";

/** Why, what goes on, and the one thing to do about all of them. */
export function stormExplanation(facts: StormFacts): string {
  const { storm, readAt } = facts;
  const lines = [`*Why:* ${stormWhy(storm)}`];
  if (storm.probedAt === null)
    lines.push("*Now:* Lineman looks at one of them: that tells whether the account answers again.");
  if (storm.snoozedUntil !== null && isSnoozed(storm, readAt))
    lines.push(
      `*Snoozed* by ${actorWords(storm.snoozedBy)} until ${when(storm.snoozedUntil)}: nobody is reminded until then.`,
    );
  const obstacle = obstacleWords(storm);
  if (obstacle !== "") lines.push(`*Last:* ${obstacle}`);
  if (!isWorking(storm)) lines.push(`*Next:* ${escaped(stormAdvice(storm).next, 700)}`);
  const next = automaticTryWords(facts);
  return next === "" ? lines.join("\n") : [...lines, next].join("\n");
}

/** Why they are corrupted, with the provider's code and a link to its documentation. */
export function stormWhy(storm: Storm): string {
  const { why, docsUrl } = stormAdvice(storm);
  const said = reference(storm, docsUrl);
  return said === "" ? escaped(why, 700) : `${escaped(why.replace(/\.$/, ""), 700)} (${said}).`;
}

function reference({ providerCode, providerWords }: Storm, docsUrl: string | null): string {
  const words = providerWords === null ? "" : `: ${escaped(providerWords, 300)}`;
  if (providerCode === null) return docsUrl === null ? "" : link(docsUrl, "documentation");
  return `${codeWords(providerCode, docsUrl)}${words}`;
}

/** When members are tried again by themselves; "" where nothing is planned. */
function automaticTryWords({ storm, nextRetryAt, readAt }: StormFacts): string {
  if (nextRetryAt === null || isWorking(storm)) return "";
  if (storm.claimedBy !== null)
    return `Next automatic try: paused while ${actorWords(storm.claimedBy)} has this claimed.`;
  if (isSnoozed(storm, readAt)) return "Next automatic try: paused while this is snoozed.";
  return `Next automatic try: ${nextRetryAt <= readAt ? "due now" : when(nextRetryAt)}; one number is looked at first, for all of them.`;
}
