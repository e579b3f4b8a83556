import type { Cause } from "../../../src/domain/cause.ts";
import { ProviderError } from "../../../src/domain/errors.ts";
import type { NumberStatus } from "../../../src/domain/phone-number.ts";

export type CallKind = "account" | "sight" | "perform" | "numbers" | "urls" | "scan";

/** `applied`: the effect is there, its answer is not. `bug`: an error of Lineman's own. `meddle`: another program writes. */
export interface PlannedFault {
  on: CallKind;
  /** Only of this provider. */
  provider: "twilio" | "livekit";
  skip: number;
  times: number;
  strike:
    | { kind: "refuse" | "applied"; cause: Cause }
    | { kind: "bug" }
    | { kind: "meddle"; status: NumberStatus };
}

export class Bug extends TypeError {}

/** The process is dead: nothing that it calls has any effect any more. */
export class Crash extends Error {}

/** The faults of one process, in the order in which they were planned; each counts the calls that it could strike. */
export function createFaultLine(planned: readonly PlannedFault[]) {
  const live = planned.map((fault) => ({ fault, seen: 0, hits: 0 }));
  return {
    strike(provider: PlannedFault["provider"], on: CallKind): PlannedFault["strike"] | null {
      for (const entry of live) {
        const { fault } = entry;
        if (fault.on !== on || fault.provider !== provider || entry.hits >= fault.times) continue;
        entry.seen += 1;
        if (entry.seen <= fault.skip) continue;
        entry.hits += 1;
        return fault.strike;
      }
      return null;
    },
  };
}

export function refusal(provider: PlannedFault["provider"], kind: Cause): ProviderError {
  return new ProviderError({ provider, kind, message: `refused: ${kind}`, providerCode: "20003" });
}

/** Lets others run: `turns` rounds of the microtask queue. */
export async function giveWay(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await null;
}

/** A small generator with a seed (mulberry32): chance is an input. */
export function createChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
