import { type AccountScan, kindsIn, type ScanPart } from "../../src/domain/account-scan.ts";
import type { Cause } from "../../src/domain/cause.ts";
import { ProviderError } from "../../src/domain/errors.ts";
import { type ResourceKind, type ResourceRef, resourceKey } from "../../src/domain/external-resource.ts";
import { NOTHING_SAID, type UseScan } from "../../src/domain/sharing.ts";
import type {
  RealtimeProvider,
  RemovalAnswer,
  Seen,
  TelephonyProvider,
  TrunkNumber,
} from "../../src/operations/ports/providers.ts";
import type { Clock } from "../../src/operations/ports/world.ts";

/** What an outside consists of, and how it misbehaves. Shared by both providers in memory. */
export interface MemoryOutside {
  there: Set<string>;
  /** Numbers on the trunk, by trunk id. */
  trunkNumbers: Map<string, TrunkNumber[]>;
  originationUrls: Map<string, string[]>;
  /** Who else uses a resource, by resource key. */
  users: Map<string, string[]>;
  /** While set, every call of this kind fails with the cause. */
  failing: Partial<Record<"account" | "sight" | "perform" | "scan", Cause>>;
  /** Calls of this kind left to fail with the cause; counted down. */
  failNext: { on: "sight" | "perform"; cause: Cause; times: number }[];
  /** Resources (keys) that no look gets an answer about. */
  blind: Set<string>;
  /** Runs before every call that changes something. */
  onPerform: (() => unknown) | null;
  calls: string[];
}

export function createMemoryOutside(refs: readonly ResourceRef[] = []): MemoryOutside {
  return {
    there: new Set(refs.map(resourceKey)),
    trunkNumbers: new Map(),
    originationUrls: new Map(),
    users: new Map(),
    failing: {},
    failNext: [],
    blind: new Set(),
    onPerform: null,
    calls: [],
  };
}

function failIfAsked(outside: MemoryOutside, on: "account" | "sight" | "perform" | "scan"): void {
  const lasting = outside.failing[on];
  const passing = outside.failNext.find((fault) => fault.on === on && fault.times > 0);
  if (passing) passing.times -= 1;
  const kind = lasting ?? passing?.cause;
  if (kind)
    throw new ProviderError({ provider: "twilio", kind, message: `refused: ${kind}`, providerCode: "20003" });
}

function sight(outside: MemoryOutside, ref: ResourceRef): Seen {
  outside.calls.push(`sight ${resourceKey(ref)}`);
  failIfAsked(outside, "sight");
  if (outside.blind.has(resourceKey(ref)))
    throw new ProviderError({ provider: "twilio", kind: "timeout", message: "no answer" });
  return outside.there.has(resourceKey(ref))
    ? { seen: "present", how: "memory", requestId: "RQ" }
    : { seen: "absent", how: "memory", providerCode: "20404", requestId: "RQ" };
}

function remove(outside: MemoryOutside, ref: ResourceRef): RemovalAnswer {
  const was = outside.there.delete(resourceKey(ref));
  return { answer: was ? "removed" : "already_gone", how: "memory", requestId: "RQ" };
}

function scan(outside: MemoryOutside, refs: readonly ResourceRef[]): Map<string, UseScan> {
  const cause = outside.failing.scan;
  const incomplete = cause ? { cause, detail: `the scan failed: ${cause}` } : null;
  return new Map(
    refs.map((ref) => [resourceKey(ref), { users: outside.users.get(resourceKey(ref)) ?? [], incomplete }]),
  );
}

function accountScan(outside: MemoryOutside, part: ScanPart, beganAt: Date): AccountScan {
  const cause = outside.failing.scan;
  const users = [...outside.users].flatMap(([key, names]) => names.map((user) => ({ key, user })));
  return {
    beganAt,
    uses: users.map(({ key, user }) => {
      const [kind, sid] = key.split(":") as [ResourceKind, string];
      return { kind, sid, user, trunkSid: null };
    }),
    numbersByTrunk: new Map(),
    named: [],
    gaps: cause ? [{ kinds: kindsIn(part), cause, detail: `the scan failed: ${cause}` }] : [],
  };
}

function sightOrError(outside: MemoryOutside, ref: ResourceRef): Seen | ProviderError {
  try {
    return sight(outside, ref);
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

/** Twilio as a set of resource keys. */
export function createMemoryTelephony(outside: MemoryOutside, clock: Pick<Clock, "now">): TelephonyProvider {
  return {
    proveAccount: async ({ accountSid }) => {
      outside.calls.push("account");
      failIfAsked(outside, "account");
      return `404 with code 20404 while account ${accountSid} is active`;
    },
    sight: async (_access, ref) => sight(outside, ref),
    perform: async (_access, { action, ref }) => {
      outside.calls.push(`${action} ${resourceKey(ref)}`);
      await outside.onPerform?.();
      failIfAsked(outside, "perform");
      if (action !== "remove") return { answer: "removed", how: "memory", requestId: "RQ" };
      if (ref.kind === "twilio_trunk_number") outside.trunkNumbers.set(ref.parentSid ?? "", []);
      return remove(outside, ref);
    },
    numbersOnTrunk: async (_access, trunkSid) => {
      failIfAsked(outside, "scan");
      return outside.trunkNumbers.get(trunkSid) ?? [];
    },
    originationUrlsOf: async (_access, trunkSid) => outside.originationUrls.get(trunkSid) ?? [],
    scanAccount: async (_access, { part }) => {
      outside.calls.push(`scan ${part}`);
      return accountScan(outside, part, clock.now());
    },
  };
}

/** LiveKit as a set of resource keys. */
export function createMemoryRealtime(outside: MemoryOutside, host: string): RealtimeProvider {
  return {
    host,
    look: async (refs) => {
      const scans = scan(outside, refs);
      return new Map(
        refs.map((ref) => {
          const key = resourceKey(ref);
          return [key, { seen: sightOrError(outside, ref), uses: scans.get(key) ?? NOTHING_SAID, named: [] }];
        }),
      );
    },
    perform: async ({ action, ref }) => {
      outside.calls.push(`${action} ${resourceKey(ref)}`);
      await outside.onPerform?.();
      failIfAsked(outside, "perform");
      return action === "remove"
        ? remove(outside, ref)
        : { answer: "removed", how: "memory", requestId: "RQ" };
    },
  };
}
