import type { ResourceRef } from "../../domain/external-resource.ts";
import { isAddressable } from "../../domain/sid.ts";
import type { TeardownStep } from "../../domain/teardown-plan.ts";
import type { RealtimeProvider } from "../../operations/ports/providers.ts";
import type { RealtimeProvisioner } from "../../operations/ports/provisioning.ts";
import { sentenceOf } from "../plain-words.ts";
import { detachNumber } from "./detach-number.ts";
import { type Ask, type LivekitOptions, openLivekit } from "./livekit-client.ts";
import { livekitError, livekitErrorOf } from "./livekit-error.ts";
import { createLivekitProvisioner } from "./livekit-provisioner.ts";
import { hasRule, hasTrunk, type Removal, removeRule, removeTrunk } from "./livekit-resources.ts";
import { scanLivekitUses } from "./livekit-uses.ts";

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

    sight: (ref, limits) =>
      translated(async () => {
        requireAddressable(ref);
        const ask = openLivekit(options, limits);
        const isRule = ref.kind === "livekit_dispatch_rule";
        const there = await (isRule ? hasRule(ask, ref.sid) : hasTrunk(ask, ref.sid));
        const lists = isRule ? "list of dispatch rules" : "lists of inbound and outbound trunks";
        return there
          ? { seen: "present", how: `LiveKit ${lists}`, requestId: null }
          : { seen: "absent", how: `not on LiveKit's ${lists}`, providerCode: null, requestId: null };
      }),

    perform: (step, phoneNumber, limits) =>
      translated(async () => {
        requireAddressable(step.ref);
        const removal = await carryOut(openLivekit(options, limits), step, phoneNumber);
        return { ...removal, requestId: null };
      }),

    scanUses: (refs, phoneNumber, limits) =>
      scanLivekitUses(openLivekit(options, limits), refs, phoneNumber, translate),
  };
}

function carryOut(ask: Ask, step: TeardownStep, phoneNumber: string): Promise<Removal> {
  const { kind, sid } = step.ref;
  const isRule = kind === "livekit_dispatch_rule";
  if (step.action === "remove") return isRule ? removeRule(ask, sid) : removeTrunk(ask, sid);
  if (step.action === "detach_number" && !isRule) return detachNumber(ask, sid, phoneNumber);
  throw livekitError("unexpected", `LiveKit has no step ${step.action} for a ${kind}`);
}

/** An id of another form, an empty one above all, is never sent; Twilio's ids have no business here. */
function requireAddressable(ref: ResourceRef): void {
  if (ref.kind.startsWith("livekit_") && isAddressable(ref)) return;
  throw livekitError("invalid_id", sentenceOf("invalid_id", "LiveKit"));
}
