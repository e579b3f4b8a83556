import type { Person } from "../../standins/slack/person.ts";
import { type Cast, decidedWindow, eventually } from "../cast.ts";
import { createPlatform } from "../platform.ts";
import { atReplica, deedsOf, listenTo, oneOfEach, urlOf } from "./at-replica.ts";
import type { Race } from "./race.ts";

const WON = /You force-deleted \+/;

/** Two people submit their windows at two replicas; in every second race the other one is the platform. */
export const raceToForceDelete: Race = async (cast, index) => {
  const { id, e164, seeded } = await cast.importNumber();
  await cast.corruptBySql(id, "credentials");
  cast.stage.outside.cleanUpByHand(seeded);
  const people = [cast.nextPerson(), cast.nextPerson()] as const;
  const form = { digits: e164.slice(-4), reason: "removed by hand" };
  const [mine, theirs] = await Promise.all(people.map((person) => openWindow(cast, person, id)));
  if (mine === undefined || theirs === undefined) return ["a window did not open"];
  const heard = [listenTo(cast, people[0]), listenTo(cast, people[1])] as const;
  const broken: string[] = [];
  let isTold = false;
  const first = () => atReplica(cast, 0, () => people[0].submit(mine, form));
  if (index % 2 === 0) {
    await Promise.all([first(), atReplica(cast, 1, () => people[1].submit(theirs, form))]);
    const loser = /force-deleted this number [^"]* before you/;
    broken.push(...(await oneOfEach(heard, { winner: WON, loser })));
  } else {
    const api = createPlatform(() => urlOf(cast.stage, 1)).send("DELETE", `/${id}/force`);
    const [answer] = await Promise.all([api, first()]);
    isTold = answer.status === 200;
    broken.push(...(await oneWon(heard[0], answer.status)));
  }
  isTold ||= heard.some((said) => WON.test(said()));
  if ((await deedsOf(cast, id, "force_delete_confirmed")) !== 1)
    broken.push("force_delete_confirmed is not in the audit log once");
  for (const person of people) await closeAll(cast, person);
  if (isTold) cast.ledger.note(id, "force_deleted");
  return broken;
};

async function oneWon(heard: () => string, apiStatus: number): Promise<string[]> {
  const told = () => {
    const said = heard();
    if (apiStatus !== 200) return WON.test(said);
    return /force-deleted this number [^"]* before you/.test(said) && !WON.test(said);
  };
  const broken = [];
  if (apiStatus !== 200 && apiStatus !== 404) broken.push(`the API answered ${apiStatus}`);
  if ((await eventually(told, 60_000)) === undefined)
    broken.push(`the API answered ${apiStatus}, the person was told ${heard().slice(-300)}`);
  return broken;
}

async function openWindow(cast: Cast, person: Person, id: number): Promise<string | undefined> {
  await closeAll(cast, person);
  await person.command("/phone", `force-delete ${id}`);
  return (await eventually(() => decidedWindow(cast, person), 60_000))?.id;
}

async function closeAll({ stage }: Cast, person: Person): Promise<void> {
  for (const view of stage.outside.slack.viewsOf(person.id)) await person.close(view.id);
}
