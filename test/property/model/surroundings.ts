import type { Cause } from "../../../src/domain/cause.ts";
import type { NumberStatus, PhoneNumber } from "../../../src/domain/phone-number.ts";
import { Bug, type createFaultLine, type PlannedFault } from "./faults.ts";
import type { OutsideState } from "./outside-state.ts";

/** What one process sees of the model, and how it is treated. */
export interface Surroundings {
  outside: OutsideState;
  faults: ReturnType<typeof createFaultLine>;
  records(): readonly PhoneNumber[];
  /** Everything that must not happen, in words. */
  violations: string[];
  /** Before every call: gives way to others, takes time, and ends a process whose hour has come. */
  enter(): Promise<void>;
  meddle(actor: string, status: NumberStatus): Promise<void>;
  nowMs(): number;
  /** Resources (keys) that a look still shows, and until when. */
  ghosts: Map<string, number>;
  lagMs: number;
  host: string;
}

export type Provider = PlannedFault["provider"];

/** What befalls a scan: the cause for which it sees nothing, or null. */
export async function scanStrike(
  around: Surroundings,
  provider: Provider,
  actor: string,
): Promise<Cause | null> {
  await around.enter();
  const strike = around.faults.strike(provider, "scan");
  if (strike?.kind === "bug") throw new Bug("a bug");
  if (strike?.kind === "meddle") await around.meddle(actor, strike.status);
  return strike?.kind === "refuse" || strike?.kind === "applied" ? strike.cause : null;
}
