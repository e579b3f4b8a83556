import type { RemovalAnswer } from "../../operations/ports/providers.ts";
import type { Ask } from "./livekit-client.ts";
import { LivekitNotFound, livekitErrorOf } from "./livekit-error.ts";

/** What was done, without the request id that the SDK keeps to itself. */
export type Removal = Pick<RemovalAnswer, "answer" | "how">;

/** A trunk as one of the two lists shows it. */
export interface LivekitTrunk {
  direction: "inbound" | "outbound";
  numbers: string[];
}

/**
 * Looks for a trunk on both lists: its id does not tell its direction. Null only when both lists came and neither has it;
 * throws where one failed and the other does not have it. Without `page` a list is complete (telephony.md 3.3).
 */
export async function findTrunk(ask: Ask, id: string): Promise<LivekitTrunk | null> {
  const [inbound, outbound] = await Promise.allSettled([
    ask((client) => client.listSipInboundTrunk({ trunkIds: [id] })),
    ask((client) => client.listSipOutboundTrunk({ trunkIds: [id] })),
  ]);
  const lists = [
    { direction: "inbound", list: inbound },
    { direction: "outbound", list: outbound },
  ] as const;
  for (const { direction, list } of lists) {
    // A server that does not filter lists every trunk: the id is compared, not the length.
    const trunk = list.status === "fulfilled" && list.value.find(({ sipTrunkId }) => sipTrunkId === id);
    if (trunk) return { direction, numbers: trunk.numbers };
  }
  for (const { list } of lists) if (list.status === "rejected") throw list.reason;
  return null;
}

export async function hasTrunk(ask: Ask, id: string): Promise<boolean> {
  return (await findTrunk(ask, id)) !== null;
}

export async function hasRule(ask: Ask, id: string): Promise<boolean> {
  const rules = await ask((client) => client.listSipDispatchRule({ dispatchRuleIds: [id] }));
  return rules.some(({ sipDispatchRuleId }) => sipDispatchRuleId === id);
}

/** The server answers 200 for any id, so only a look before tells whether there was a trunk (telephony.md 3.3). */
export async function removeTrunk(ask: Ask, id: string): Promise<Removal> {
  if (!(await hasTrunk(ask, id)))
    return { answer: "already_gone", how: "not on LiveKit's lists of inbound and outbound trunks" };
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
