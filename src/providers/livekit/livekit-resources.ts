import type { RemovalAnswer } from "../../operations/ports/providers.ts";
import type { Ask } from "./livekit-client.ts";
import { LivekitNotFound, livekitError, livekitErrorOf } from "./livekit-error.ts";
import { type LivekitTrunk, listTrunks, trunkOn } from "./livekit-lists.ts";
import { otherNumbers } from "./livekit-numbers.ts";

/** What was done, without the request id that the SDK keeps to itself. */
export type Removal = Pick<RemovalAnswer, "answer" | "how">;

/** Looks for a trunk on both lists; see `trunkOn`. */
export async function findTrunk(ask: Ask, id: string): Promise<LivekitTrunk | null> {
  return trunkOn(await listTrunks(ask, [id]), id);
}

/**
 * The server answers 200 for any id, so only a look before tells whether there was a trunk (telephony.md 3.3). The same look sees
 * who was put on its list since it was planned to remove it: ProviderError conflict, and nobody is cut off.
 */
export async function removeTrunk(ask: Ask, id: string, phoneNumber: string): Promise<Removal> {
  const trunk = await findTrunk(ask, id);
  if (trunk === null)
    return { answer: "already_gone", how: "not on LiveKit's lists of inbound and outbound trunks" };
  const others = otherNumbers(trunk.numbers, phoneNumber);
  if (others.length > 0)
    throw livekitError(
      "conflict",
      `LiveKit trunk ${id} takes ${others.join(", ")} as well since a moment ago, so it was left there`,
    );
  await ask((client) => client.deleteSipTrunk(id));
  return { answer: "removed", how: "LiveKit DeleteSIPTrunk, 200" };
}

/** Here the server does say not_found; a 404 of another code (bad_route) is an error. */
export async function removeRule(ask: Ask, id: string): Promise<Removal> {
  try {
    await ask((client) => client.deleteSipDispatchRule(id));
    return { answer: "removed", how: "LiveKit DeleteSIPDispatchRule, 200" };
  } catch (error) {
    if (!(livekitErrorOf(error, []) instanceof LivekitNotFound)) throw error;
    return { answer: "already_gone", how: "LiveKit DeleteSIPDispatchRule, 404 with code not_found" };
  }
}
