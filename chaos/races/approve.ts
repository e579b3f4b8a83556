import type { Person } from "../../standins/slack/person.ts";
import type { ShownView, SlackMessage } from "../../standins/slack/wire.ts";
import { type Cast, decidedWindow, eventually } from "../cast.ts";
import { atReplica, deedsOf, listenTo, oneOfEach } from "./at-replica.ts";
import type { Race } from "./race.ts";

const WON = /Approved: \+/;
const ATTEMPTS = 3;

/** One person wants to accept leftovers; two others approve it at two replicas. */
export const raceToApprove: Race = async (cast) => {
  const { id, e164 } = await cast.importNumber();
  await cast.corruptBySql(id, "in_use");
  const asker = cast.nextPerson();
  const request = await ask(cast, asker, id, e164);
  if (request === undefined) return ["nobody was asked"];
  const people = [cast.nextPerson(), cast.nextPerson()] as const;
  const heard = [listenTo(cast, people[0]), listenTo(cast, people[1])] as const;
  await Promise.all(
    people.map((person, replica) =>
      atReplica(cast, replica, () => person.click(request, "approve_force_delete", { asSeen: request })),
    ),
  );
  const broken = await oneOfEach(heard, {
    winner: WON,
    loser: /approved this .*the record is removed/,
  });
  for (const action of ["approved", "force_delete_confirmed"])
    if ((await deedsOf(cast, id, action)) !== 1) broken.push(`${action} is not in the audit log once`);
  if (heard.some((said) => WON.test(said()))) cast.ledger.note(id, "force_deleted");
  return broken;
};

/** Asks for it as a person does, again where that came to nothing; the request as it stands in the thread. */
async function ask(cast: Cast, asker: Person, id: number, e164: string): Promise<SlackMessage | undefined> {
  const { slack } = cast.stage.outside;
  const alert = await eventually(() => cast.alertOf(id), 120_000);
  if (alert === undefined) return undefined;
  const inThread = () =>
    slack
      .thread(alert.channel, alert.ts)
      .find(({ blocks }) => JSON.stringify(blocks).includes("approve_force_delete"));
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    await fillIn(cast, asker, id, e164);
    const request = await eventually(inThread, 60_000);
    if (request !== undefined) return request;
  }
  return undefined;
}

/** The window of Accept leftovers, where it opens. */
async function fillIn(cast: Cast, asker: Person, id: number, e164: string): Promise<void> {
  for (const view of cast.stage.outside.slack.viewsOf(asker.id)) await asker.close(view.id);
  await asker.command("/phone", `force-delete ${id}`);
  const view = await eventually(() => decidedWindow(cast, asker), 60_000);
  if (view === undefined) return;
  await asker.submit(view.id, { ...boxesOf(view), digits: e164.slice(-4), reason: "kept for the audit" });
}

/** Accept leftovers, ticked. */
function boxesOf({ blocks }: ShownView): Record<string, string[]> {
  const boxes = blocks.filter(({ block_id }) => block_id?.startsWith("accept_"));
  return Object.fromEntries(boxes.map(({ block_id }) => [String(block_id), ["accept"]]));
}
