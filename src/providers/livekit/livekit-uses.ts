import type { ProviderError } from "../../domain/errors.ts";
import type { ResourceKind, ResourceRef } from "../../domain/external-resource.ts";
import type { UseScan } from "../../domain/sharing.ts";
import { openUseLedger } from "../use-ledger.ts";
import type { Ask } from "./livekit-client.ts";
import { isSameNumber, otherNumbers } from "./livekit-numbers.ts";
import { findTrunk } from "./livekit-resources.ts";

const RULE: ResourceKind = "livekit_dispatch_rule";
const SCANNED: readonly ResourceKind[] = ["livekit_inbound_trunk", "livekit_outbound_trunk", RULE];

/**
 * Who else uses the trunks and rules of one number, from complete lists; see RealtimeProvider. Never throws: a list that
 * failed makes every scan incomplete, since a rule is judged by its trunks and a trunk by its rules; users found stay.
 */
export async function scanLivekitUses(
  ask: Ask,
  refs: readonly ResourceRef[],
  phoneNumber: string,
  translate: (error: unknown) => ProviderError,
): Promise<Map<string, UseScan>> {
  const scanned = refs.filter(({ kind }) => SCANNED.includes(kind));
  const trunks = scanned.filter(({ kind }) => kind !== RULE);
  const ledger = openUseLedger(scanned);
  const look = <T>(where: string, list: () => Promise<T>): Promise<T | null> =>
    list().catch((error: unknown) => {
      ledger.failed(SCANNED, where, translate(error));
      return null;
    });

  const othersOnTrunk = new Map<string, string[]>();
  const lookAtTrunk = async ({ kind, sid }: ResourceRef) => {
    const trunk = await look(`trunk ${sid}`, () => findTrunk(ask, sid));
    const others = trunk === null ? [] : otherNumbers(trunk.numbers, phoneNumber);
    othersOnTrunk.set(sid, others);
    for (const other of others) ledger.found(kind, sid, other);
    // Alone on its list it stays: an empty list would match every number (telephony.md 3.3).
    const listed = trunk?.numbers.some((number) => isSameNumber(number, phoneNumber)) ?? false;
    if (listed && others.length > 0) ledger.ours(kind, sid);
  };
  const [rules] = await Promise.all([
    look("the dispatch rules", () => ask((client) => client.listSipDispatchRule())),
    ...trunks.map(lookAtTrunk),
  ]);

  for (const { sipDispatchRuleId: id, name, trunkIds, numbers } of rules ?? []) {
    if (!scanned.some(({ kind, sid }) => kind === RULE && sid === id)) {
      const user = name === "" ? `dispatch rule ${id}` : `dispatch rule ${id} (${name})`;
      for (const { kind, sid } of trunks) if (trunkIds.includes(sid)) ledger.found(kind, sid, user);
      continue;
    }
    if (trunkIds.length === 0) ledger.found(RULE, id, "every trunk");
    for (const trunkId of trunkIds)
      if (!trunks.some(({ sid }) => sid === trunkId)) ledger.found(RULE, id, `trunk ${trunkId}`);
    // `numbers` are those that may be called (livekit_sip.proto); a rule without any serves all that its trunks take.
    // Its `inboundNumbers` are the callers' and tell nothing about whose rule it is.
    const served =
      numbers.length > 0
        ? otherNumbers(numbers, phoneNumber)
        : trunkIds.flatMap((trunkId) => othersOnTrunk.get(trunkId) ?? []);
    for (const user of served) ledger.found(RULE, id, user);
  }
  return ledger.scans;
}
