import type { ProviderError } from "../../domain/errors.ts";
import type { ResourceKind, ResourceRef } from "../../domain/external-resource.ts";
import type { UseScan } from "../../domain/sharing.ts";
import { type LivekitLists, trunkOn } from "./livekit-lists.ts";
import { isSameNumber, otherNumbers } from "./livekit-numbers.ts";
import { openUseLedger } from "./use-ledger.ts";

const RULE: ResourceKind = "livekit_dispatch_rule";

/**
 * Who else uses the trunks and rules of one number, see RealtimeProvider. Never throws: a list that failed makes every scan
 * incomplete, since a rule is judged by its trunks and a trunk by its rules; users found stay.
 */
export function usesOn(
  lists: LivekitLists,
  refs: readonly ResourceRef[],
  phoneNumber: string,
  translate: (error: unknown) => ProviderError,
): Map<string, UseScan> {
  const trunks = refs.filter(({ kind }) => kind !== RULE);
  const ledger = openUseLedger(refs);
  const othersOnTrunk = new Map<string, string[]>();
  for (const { kind, sid } of trunks) {
    const trunk = orFailed(
      () => trunkOn(lists, sid),
      (error) => ledger.failed(`trunk ${sid}`, translate(error)),
    );
    const others = trunk === null ? [] : otherNumbers(trunk.numbers, phoneNumber);
    othersOnTrunk.set(sid, others);
    for (const other of others) ledger.found(kind, sid, other);
    // Alone on its list it stays: an empty list would match every number (telephony.md 3.3).
    const listed = trunk?.numbers.some((number) => isSameNumber(number, phoneNumber)) ?? false;
    if (listed && others.length > 0) ledger.ours(kind, sid);
  }
  if (lists.rules.status === "rejected") {
    ledger.failed("the dispatch rules", translate(lists.rules.reason));
    return ledger.scans;
  }

  for (const { sipDispatchRuleId: id, name, trunkIds, numbers } of lists.rules.value) {
    if (!refs.some(({ kind, sid }) => kind === RULE && sid === id)) {
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

function orFailed<T>(read: () => T, failed: (error: unknown) => void): T | null {
  try {
    return read();
  } catch (error) {
    failed(error);
    return null;
  }
}
