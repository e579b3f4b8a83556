import type { DoctorMeans } from "../../doctor-means.ts";

type Unanswered = Extract<Awaited<ReturnType<DoctorMeans["slack"]["membersOf"]>>, { answered: false }>;

/** People of a list, by what they may. `notLookedUp`: there are too many to ask about each. */
export interface Standings {
  members: string[];
  /** "U123 is a guest": the list names them, and they may nothing all the same. */
  others: string[];
  notLookedUp: number;
}

/** Slack takes a hundred such questions a minute at least, and more people are never on call. */
const MOST_LOOKED_UP = 60;

const WORDS = {
  guest: "is a guest",
  stranger: "is not known in this workspace",
  bot: "is a bot",
  deactivated: "is deactivated",
};

/** Looks each of them up, by the bot's own rule. What Slack did not answer is passed on. */
export async function standingsOf(
  { slack }: Pick<DoctorMeans, "slack">,
  people: readonly string[],
): Promise<Standings | Unanswered> {
  const identity = await slack.identity();
  if (!identity.answered) return identity;
  const asked = people.slice(0, MOST_LOOKED_UP);
  const answers = await Promise.all(asked.map((id) => slack.standing(id, identity.value.teamId)));
  const standings: Standings = { members: [], others: [], notLookedUp: people.length - asked.length };
  for (const [index, answer] of answers.entries()) {
    const id = asked[index] ?? "";
    if (!answer.answered) return answer;
    if (answer.value === "member") standings.members.push(id);
    else standings.others.push(`${id} ${WORDS[answer.value]}`);
  }
  return standings;
}
