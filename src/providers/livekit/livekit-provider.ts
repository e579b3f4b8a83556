import type { ProviderError } from "../../domain/errors.ts";
import { type ResourceKind, type ResourceRef, resourceKey } from "../../domain/external-resource.ts";
import { NOTHING_SAID } from "../../domain/sharing.ts";
import { isAddressable } from "../../domain/sid.ts";
import type { TeardownStep } from "../../domain/teardown-plan.ts";
import type { RealtimeFinding, RealtimeProvider, Seen } from "../../operations/ports/providers.ts";
import type { RealtimeProvisioner } from "../../operations/ports/provisioning.ts";
import { sentenceOf } from "../plain-words.ts";
import { detachNumber } from "./detach-number.ts";
import { type Ask, type LivekitOptions, openLivekit } from "./livekit-client.ts";
import { livekitError, livekitErrorOf } from "./livekit-error.ts";
import { type LivekitLists, namedOn, readLists, ruleOn, trunkOn } from "./livekit-lists.ts";
import { createLivekitProvisioner } from "./livekit-provisioner.ts";
import { type Removal, removeRule, removeTrunk } from "./livekit-resources.ts";
import { usesOn } from "./livekit-uses.ts";

const RULE: ResourceKind = "livekit_dispatch_rule";

/**
 * LiveKit as the realtime side. `limits.timeoutMs` is for the whole call of a method, all its requests together. Nothing is
 * tried twice here: after an ambiguous answer it is for the caller to look again. The SDK gives nobody the id of a request.
 */
export function createLivekitProvider(options: LivekitOptions): RealtimeProvider & RealtimeProvisioner {
  const translate = (error: unknown) => livekitErrorOf(error, [options.apiSecret]);
  const translated = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw translate(error);
    }
  };
  return {
    ...createLivekitProvisioner(options),
    host: options.url,

    look: async (refs, phoneNumber, limits) => {
      const asked = refs.filter(isOurs);
      const findings = new Map<string, RealtimeFinding>(
        refs.map((ref) => [resourceKey(ref), { seen: invalidId(), uses: NOTHING_SAID, named: [] }]),
      );
      if (asked.length === 0) return findings;
      const trunkIds = asked.filter(({ kind }) => kind !== RULE).map(({ sid }) => sid);
      const lists = await readLists(openLivekit(options, limits), trunkIds);
      const uses = usesOn(lists, asked, phoneNumber, translate);
      const named = namedOn(lists);
      for (const ref of asked) {
        const key = resourceKey(ref);
        findings.set(key, {
          seen: seenOn(lists, ref, translate),
          uses: uses.get(key) ?? NOTHING_SAID,
          named,
        });
      }
      return findings;
    },

    perform: (step, phoneNumber, limits) =>
      translated(async () => {
        requireAddressable(step.ref);
        const removal = await carryOut(openLivekit(options, limits), step, phoneNumber);
        return { ...removal, requestId: null };
      }),
  };
}

function seenOn(
  lists: LivekitLists,
  { kind, sid }: ResourceRef,
  translate: (error: unknown) => ProviderError,
): Seen | ProviderError {
  const where = kind === RULE ? "list of dispatch rules" : "lists of inbound and outbound trunks";
  try {
    const there = kind === RULE ? ruleOn(lists, sid) : trunkOn(lists, sid);
    return there !== null
      ? { seen: "present", how: `LiveKit ${where}`, requestId: null, name: there.name }
      : { seen: "absent", how: `not on LiveKit's ${where}`, providerCode: null, requestId: null };
  } catch (error) {
    return translate(error);
  }
}

function carryOut(ask: Ask, step: TeardownStep, phoneNumber: string): Promise<Removal> {
  const { kind, sid } = step.ref;
  const isRule = kind === "livekit_dispatch_rule";
  if (step.action === "remove") return isRule ? removeRule(ask, sid) : removeTrunk(ask, sid, phoneNumber);
  if (step.action === "detach_number" && !isRule) return detachNumber(ask, sid, phoneNumber);
  throw livekitError("unexpected", `LiveKit has no step ${step.action} for a ${kind}`);
}

/** An id of another form, an empty one above all, is never sent; Twilio's ids have no business here. */
function isOurs(ref: ResourceRef): boolean {
  return ref.kind.startsWith("livekit_") && isAddressable(ref);
}

function requireAddressable(ref: ResourceRef): void {
  if (!isOurs(ref)) throw invalidId();
}

function invalidId(): ProviderError {
  return livekitError("invalid_id", sentenceOf("invalid_id", "LiveKit"));
}
