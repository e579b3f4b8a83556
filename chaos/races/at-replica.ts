import type { Person } from "../../standins/slack/person.ts";
import { type Cast, eventually } from "../cast.ts";

/** Sends what a person does to this replica, past the load balancer. `act` must send before it first waits. */
export function atReplica<T>({ stage }: Cast, index: number, act: () => Promise<T>): Promise<T> {
  const { slack } = stage.outside;
  slack.connect(urlOf(stage, index));
  try {
    return act();
  } finally {
    slack.connect(stage.fleet.url);
  }
}

/** The address of a replica that is ready. */
export function urlOf({ fleet }: Cast["stage"], index: number): string {
  const url = fleet.replicas[index]?.url();
  if (!url) throw new Error(`replica ${index} is not ready`);
  return url;
}

/** How often the audit log has this deed of a number. */
export async function deedsOf({ stage }: Cast, id: number, action: string): Promise<number> {
  const { rows } = await stage.sql.query<{ times: number }>(
    "SELECT count(*)::int AS times FROM audit_events WHERE phone_number_id = $1 AND action = $2",
    [id, action],
  );
  return rows[0]?.times ?? 0;
}

/** What is said to this person alone from now on: whispers, their windows, their direct messages. */
export function listenTo({ stage }: Cast, person: Person): () => string {
  const { slack } = stage.outside;
  const directly = () => {
    const direct = slack.workspace.channels.find(({ imUser }) => imUser === person.id);
    return direct ? slack.messages(direct.id) : [];
  };
  const [whispers, messages] = [slack.ephemerals(person.id).length, directly().length];
  return () =>
    JSON.stringify([
      ...slack
        .ephemerals(person.id)
        .slice(whispers)
        .map(({ text }) => text),
      ...slack.viewsOf(person.id).map(({ blocks }) => blocks),
      ...directly()
        .slice(messages)
        .map(({ text }) => text),
    ]);
}

/** Waits until one of the two was told the first and the other the second; what is missing. */
export async function oneOfEach(
  [one, other]: readonly [() => string, () => string],
  { winner, loser }: { winner: RegExp; loser: RegExp },
): Promise<string[]> {
  const isRight = (won: string, lost: string) => winner.test(won) && loser.test(lost) && !winner.test(lost);
  const told = () => isRight(one(), other()) || isRight(other(), one());
  if ((await eventually(told, 60_000)) !== undefined) return [];
  return [`one was told ${tail(one())}, the other ${tail(other())}`];
}

const tail = (text: string) => text.slice(-300);
