import { ProviderError } from "../../../src/domain/errors.ts";
import { type ResourceRef, resourceKey } from "../../../src/domain/external-resource.ts";
import type { UseScan } from "../../../src/domain/sharing.ts";
import type { TeardownStep } from "../../../src/domain/teardown-plan.ts";
import type {
  RealtimeProvider,
  RemovalAnswer,
  Seen,
  TelephonyProvider,
} from "../../../src/operations/ports/providers.ts";
import { Bug, type CallKind, refusal } from "./faults.ts";
import { createModelScans } from "./model-scans.ts";
import { isThere, type OutsideState, othersUsing, takeAway, trunkRef } from "./outside-state.ts";
import { type Provider, type Surroundings, scanStrike } from "./surroundings.ts";

export const HOST = "wss://demo.livekit.cloud";
export const REGION = "us1";

async function call<T>(
  around: Surroundings,
  [provider, on]: [Provider, CallKind],
  actor: string,
  work: () => T,
): Promise<T> {
  await around.enter();
  const strike = around.faults.strike(provider, on);
  if (strike?.kind === "bug") throw new Bug("a bug");
  if (strike?.kind === "meddle") await around.meddle(actor, strike.status);
  if (strike?.kind === "refuse") throw refusal(provider, strike.cause);
  const answer = work();
  await around.enter();
  if (strike?.kind === "applied") throw refusal(provider, strike.cause);
  return answer;
}

function see(around: Surroundings, ref: ResourceRef, here: boolean): Seen {
  const shown = (around.ghosts.get(resourceKey(ref)) ?? 0) > around.nowMs();
  return here && (isThere(around.outside, ref) || shown)
    ? { seen: "present", how: "model", requestId: null }
    : { seen: "absent", how: "model", providerCode: "20404", requestId: null };
}

function remove(around: Surroundings, ref: ResourceRef, phoneNumber: string): RemovalAnswer {
  const { outside, violations } = around;
  const was = isThere(outside, ref);
  const users = was ? othersUsing(outside, around.records(), { phoneNumber }, ref) : [];
  if (users.length > 0)
    violations.push(`${phoneNumber} removed ${resourceKey(ref)}, which is used by ${users}`);
  takeAway(outside, ref);
  if (was && around.lagMs > 0) around.ghosts.set(resourceKey(ref), around.nowMs() + around.lagMs);
  return { answer: was ? "removed" : "already_gone", how: "model", requestId: null };
}

function unlink(around: Surroundings, step: TeardownStep, phoneNumber: string): RemovalAnswer {
  const sid = step.trunkSid ?? "";
  const trunk = around.outside.trunks.get(sid);
  const was = trunk?.lists.has(step.ref.sid) ?? false;
  const users = was ? othersUsing(around.outside, around.records(), { phoneNumber }, trunkRef(sid)) : [];
  if (users.length > 0)
    around.violations.push(`${phoneNumber} unlinked ${step.ref.sid} from ${sid}, which is used by ${users}`);
  trunk?.lists.delete(step.ref.sid);
  return { answer: was ? "removed" : "already_gone", how: "model", requestId: null };
}

/** `authToken` is the E.164 of the number on whose behalf Lineman acts: it tells the model who does it. */
export function createModelTelephony(around: Surroundings): TelephonyProvider {
  const { outside } = around;
  return {
    proveAccount: ({ authToken }) =>
      call(around, ["twilio", "account"], authToken, () => "account is active"),
    sight: ({ authToken, region }, ref) =>
      call(around, ["twilio", "sight"], authToken, () => see(around, ref, region === REGION)),
    perform: ({ authToken, region }, step) =>
      call(around, ["twilio", "perform"], authToken, () => {
        if (region !== REGION) return { answer: "already_gone", how: "model", requestId: null };
        return step.action === "remove"
          ? remove(around, step.ref, authToken)
          : unlink(around, step, authToken);
      }),
    numbersOnTrunk: ({ authToken, region }, sid) =>
      call(around, ["twilio", "numbers"], authToken, () =>
        region === REGION ? [...(outside.trunks.get(sid)?.numbers ?? [])] : [],
      ),
    originationUrlsOf: ({ authToken, region }, sid) =>
      call(around, ["twilio", "urls"], authToken, () =>
        region === REGION ? [...(outside.trunks.get(sid)?.urls ?? [])] : [],
      ),
    scanAccount: createModelScans(around),
  };
}

export function createModelRealtime(around: Surroundings): RealtimeProvider {
  const { outside, host } = around;
  const actorOf = (ref: ResourceRef) =>
    around.records().find((record) => [record.livekitTrunkId, record.livekitDispatchRuleId].includes(ref.sid))
      ?.phoneNumber ?? "";
  return {
    host,
    look: async (refs, phoneNumber) => {
      const seen: (Seen | ProviderError)[] = [];
      for (const ref of refs)
        seen.push(
          await call(around, ["livekit", "sight"], actorOf(ref), () => see(around, ref, host === HOST)).catch(
            asFinding,
          ),
        );
      const uses = await scan(around, phoneNumber, refs, (ref) =>
        usesAtLivekit(outside, refs, ref, phoneNumber),
      );
      return new Map(
        refs.map((ref, index) => {
          const key = resourceKey(ref);
          return [key, { seen: seen[index] as Seen, uses: uses.get(key) as UseScan, named: [] }];
        }),
      );
    },
    perform: ({ action, ref }, phoneNumber) =>
      call(around, ["livekit", "perform"], phoneNumber, () => {
        if (action === "remove") return remove(around, ref, phoneNumber);
        const trunk = outside.livekitTrunks.get(ref.sid);
        const left = trunk?.numbers.filter((number) => number !== phoneNumber) ?? [];
        if (!trunk || left.length === trunk.numbers.length)
          return { answer: "already_gone", how: "model", requestId: null };
        // The adapter refuses as well: an empty list would take every number.
        if (left.length === 0) throw refusal("livekit", "conflict");
        trunk.numbers = left;
        return { answer: "removed", how: "model", requestId: null };
      }),
  };
}

function asFinding(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  throw error;
}

function usesAtLivekit(
  { livekitTrunks, rules }: OutsideState,
  refs: readonly ResourceRef[],
  ref: ResourceRef,
  phoneNumber: string,
): UseScan {
  const own = new Set(refs.map(({ sid }) => sid));
  const listed = (sid: string) => {
    const numbers = livekitTrunks.get(sid)?.numbers;
    if (numbers?.length === 0) return ["every number"];
    return (numbers ?? []).filter((number) => number !== phoneNumber).map((e164) => `number ${e164}`);
  };
  const rule = rules.get(ref.sid);
  if (rule) {
    const foreign = rule.trunkIds.filter((id) => !own.has(id)).map((id) => `trunk ${id}`);
    const served =
      rule.numbers.length > 0
        ? rule.numbers.filter((number) => number !== phoneNumber).map((e164) => `number ${e164}`)
        : rule.trunkIds.flatMap(listed);
    const every = rule.trunkIds.length === 0 ? ["every trunk"] : [];
    return { users: [...every, ...foreign, ...served], incomplete: null };
  }
  const naming = [...rules]
    .filter(([id, { trunkIds }]) => trunkIds.includes(ref.sid) && !own.has(id))
    .map(([id]) => `dispatch rule ${id}`);
  const ours = livekitTrunks.get(ref.sid)?.numbers.includes(phoneNumber) ?? false;
  const beside = listed(ref.sid);
  return { users: [...beside, ...naming], ours: ours && beside.length > 0, incomplete: null };
}

/** A scan does not throw: a refused one has seen nobody, and says that it is incomplete. */
async function scan(
  around: Surroundings,
  actor: string,
  refs: readonly ResourceRef[],
  look: (ref: ResourceRef) => UseScan,
): Promise<Map<string, UseScan>> {
  const cause = await scanStrike(around, "livekit", actor);
  const blind: UseScan = { users: [], incomplete: cause && { cause, detail: `the scan failed: ${cause}` } };
  return new Map(refs.map((ref) => [resourceKey(ref), cause === null ? look(ref) : blind]));
}
