import { type ResourceKind, type ResourceRef, resourceKey } from "../../src/domain/external-resource.ts";
import type { TeardownAction, TeardownStep } from "../../src/domain/teardown-plan.ts";
import type { CallLimits, RealtimeProvider, Seen } from "../../src/operations/ports/providers.ts";
import { createLivekitProvider } from "../../src/providers/livekit/livekit-provider.ts";
import { createLivekitStandin, type LivekitStandin } from "../../standins/livekit/livekit-standin.ts";

export const KEY = "APIkey";
export const SECRET = "s3cret-that-must-never-be-seen-anywhere";
export const LIMITS = { timeoutMs: 5_000 };
export const OURS = "+14155551234";
export const THEIRS = "+14155559999";

export interface LivekitSetup {
  standin: LivekitStandin;
  livekit: RealtimeProvider;
}

/** A stand-in, and the real provider in front of it. */
export async function setUpLivekit(): Promise<LivekitSetup> {
  const standin = await createLivekitStandin({ apiKey: KEY, apiSecret: SECRET });
  return { standin, livekit: livekitAt(standin.url) };
}

export function livekitAt(url: string): RealtimeProvider {
  return createLivekitProvider({ url, apiKey: KEY, apiSecret: SECRET });
}

/** What a look tells of one resource alone; throws where it could not tell. */
export async function sightOf(
  livekit: RealtimeProvider,
  ref: ResourceRef,
  limits: CallLimits = LIMITS,
): Promise<Seen> {
  const finding = (await livekit.look([ref], OURS, limits)).get(resourceKey(ref));
  if (finding === undefined) throw new Error(`nothing was told of ${ref.kind} ${ref.sid}`);
  if ("seen" in finding.seen) return finding.seen;
  throw finding.seen;
}

export const inbound = (sid: string): ResourceRef => refTo("livekit_inbound_trunk", sid);
export const outbound = (sid: string): ResourceRef => refTo("livekit_outbound_trunk", sid);
export const rule = (sid: string): ResourceRef => refTo("livekit_dispatch_rule", sid);

const refTo = (kind: ResourceKind, sid: string): ResourceRef => ({ kind, sid, parentSid: null });

export const stepFor = (action: TeardownAction, ref: ResourceRef): TeardownStep => ({
  id: `${action} ${ref.sid}`,
  action,
  ref,
  trunkSid: null,
  after: [],
});
