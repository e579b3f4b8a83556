import { eventually } from "../cast.ts";
import { atReplica, deedsOf, listenTo, oneOfEach } from "./at-replica.ts";
import type { Race } from "./race.ts";

/** Two people claim one incident at two replicas. */
export const raceToClaim: Race = async (cast) => {
  const { id } = await cast.importNumber();
  await cast.corruptBySql(id, "in_use");
  const alert = await eventually(() => cast.alertOf(id), 120_000);
  if (alert === undefined) return ["nobody was alerted"];
  const people = [cast.nextPerson(), cast.nextPerson()] as const;
  const heard = [listenTo(cast, people[0]), listenTo(cast, people[1])] as const;
  await Promise.all(
    people.map((person, replica) =>
      atReplica(cast, replica, () => person.click(alert, "claim_incident", { asSeen: alert })),
    ),
  );
  const number = alert.text.match(/\+[\d ]+\d/)?.[0] ?? "";
  const broken = await oneOfEach(heard, {
    winner: new RegExp(`${quoted(number)}[^.]* is yours now`),
    loser: new RegExp(`claimed [^.]*${quoted(number)}[^.]* before you`),
  });
  if ((await deedsOf(cast, id, "claimed")) !== 1) broken.push("it is not claimed once");
  return broken;
};

const quoted = (text: string) => text.replaceAll("+", "\\+");
