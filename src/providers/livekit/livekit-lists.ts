import type { ResourceKind } from "../../domain/external-resource.ts";
import type { NamedResource } from "../../domain/look-alike.ts";
import type { Ask } from "./livekit-client.ts";

/** A trunk as one of the two lists shows it. */
export interface LivekitTrunk {
  direction: "inbound" | "outbound";
  name: string;
  numbers: string[];
}

/** A trunk as the SDK lists it. */
interface ListedTrunk {
  sipTrunkId: string;
  name: string;
  numbers: string[];
}

/** A rule as the SDK lists it. `numbers` are those that may be called; empty: all that its trunks take. */
interface ListedRule {
  sipDispatchRuleId: string;
  name: string;
  trunkIds: string[];
  numbers: string[];
}

/** LiveKit's lists, each as it came or as it failed. Both lists of trunks: an id does not tell its trunk's direction. */
export interface LivekitLists {
  inbound: PromiseSettledResult<ListedTrunk[]>;
  outbound: PromiseSettledResult<ListedTrunk[]>;
  rules: PromiseSettledResult<ListedRule[]>;
}

const NOT_ASKED: LivekitLists["inbound"] = { status: "fulfilled", value: [] };

/** Reads the two lists of trunks for these ids only (none: not at all). Without `page` a list is complete (telephony.md 3.3). */
export async function listTrunks(
  ask: Ask,
  trunkIds: string[],
): Promise<Pick<LivekitLists, "inbound" | "outbound">> {
  if (trunkIds.length === 0) return { inbound: NOT_ASKED, outbound: NOT_ASKED };
  const [inbound, outbound] = await Promise.allSettled([
    ask((client) => client.listSipInboundTrunk({ trunkIds })),
    ask((client) => client.listSipOutboundTrunk({ trunkIds })),
  ]);
  return { inbound, outbound };
}

/** The trunks as above, and every rule: any of them may name one of our trunks. */
export async function readLists(ask: Ask, trunkIds: string[]): Promise<LivekitLists> {
  const [trunks, [rules]] = await Promise.all([
    listTrunks(ask, trunkIds),
    Promise.allSettled([ask((client) => client.listSipDispatchRule())]),
  ]);
  return { ...trunks, rules };
}

/** Null only where both lists came and neither has it; throws where one failed and the other does not have it. */
export function trunkOn(
  { inbound, outbound }: Pick<LivekitLists, "inbound" | "outbound">,
  id: string,
): LivekitTrunk | null {
  const lists = [
    { direction: "inbound", list: inbound },
    { direction: "outbound", list: outbound },
  ] as const;
  for (const { direction, list } of lists) {
    // A server that does not filter lists every trunk: the id is compared, not the length.
    const trunk = list.status === "fulfilled" && list.value.find(({ sipTrunkId }) => sipTrunkId === id);
    if (trunk) return { direction, name: trunk.name, numbers: trunk.numbers };
  }
  for (const { list } of lists) if (list.status === "rejected") throw list.reason;
  return null;
}

/** Throws where the list failed. */
export function ruleOn({ rules }: Pick<LivekitLists, "rules">, id: string): { name: string } | null {
  if (rules.status === "rejected") throw rules.reason;
  return rules.value.find(({ sipDispatchRuleId }) => sipDispatchRuleId === id) ?? null;
}

/** What the lists show by name. Of trunks that is what was asked for, but for a server that does not filter. */
export function namedOn({ inbound, outbound, rules }: LivekitLists): NamedResource[] {
  const trunks = (kind: ResourceKind, list: LivekitLists["inbound"]) =>
    itemsOf(list).map(({ sipTrunkId, name }) => ({ kind, sid: sipTrunkId, name }));
  return [
    ...trunks("livekit_inbound_trunk", inbound),
    ...trunks("livekit_outbound_trunk", outbound),
    ...itemsOf(rules).map(({ sipDispatchRuleId, name }) => ({
      kind: "livekit_dispatch_rule" as const,
      sid: sipDispatchRuleId,
      name,
    })),
  ];
}

function itemsOf<T>(list: PromiseSettledResult<T[]>): T[] {
  return list.status === "fulfilled" ? list.value : [];
}
