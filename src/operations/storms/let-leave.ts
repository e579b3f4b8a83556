import type { Store } from "../ports/store.ts";
import type { Joined } from "../ports/storm-store.ts";

/** Of so many that go at once, each is named in the thread; of more, how many. */
const MOST_NAMED = 5;

type Left = Awaited<ReturnType<Store["storms"]["leave"]>>[number];

/**
 * Members went because their cause is another one now: they get messages of their own, which the storm's thread links to,
 * unless they have joined another storm already.
 */
export async function letLeave(
  tx: Store,
  left: readonly Left[],
  joined: readonly Joined[],
  at: Date,
): Promise<void> {
  const rejoined = new Set(joined.map(({ incidentId }) => incidentId));
  for (const { incidentId } of left)
    if (!rejoined.has(incidentId)) await tx.enqueue({ name: "sync_alert", incidentId });
  for (const stormId of new Set(left.map((one) => one.stormId))) {
    const ofStorm = left.filter((one) => one.stormId === stormId);
    for (const note of notesAbout(ofStorm)) await tx.storms.note(stormId, note, at);
    await tx.enqueue({ name: "sync_storm", stormId });
    await tx.audit.append({
      at,
      actor: { kind: "system", name: "gather_storms" },
      action: "storm_left",
      phoneNumberId: null,
      incidentId: null,
      data: { storm: stormId, incidents: ofStorm.map(({ incidentId }) => incidentId) },
    });
  }
}

function notesAbout(left: readonly Left[]) {
  if (left.length > MOST_NAMED)
    return [
      {
        text: `${left.length} numbers have another cause now: they go on in other messages of this channel.`,
      },
    ];
  return left.map(({ incidentId, phoneNumber }) => ({
    text: `${phoneNumber} has another cause now: it goes on in a message of its own.`,
    aboutIncidentId: incidentId,
  }));
}
