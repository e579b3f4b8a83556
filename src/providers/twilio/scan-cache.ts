import { createHash } from "node:crypto";
import { type AccountScan, kindsIn, type ScanPart } from "../../domain/account-scan.ts";
import type { CallLimits, ScanRequest, TelephonyAccess } from "../../operations/ports/providers.ts";
import { beforeDeadline, DeadlinePassed, deadlineOf } from "../deadline.ts";
import type { ScanFindings } from "./scanner.ts";

export interface ScanCacheOptions {
  /** Reads one part of an account into `findings`, within a budget of its own. Never throws but for a bug. */
  scan(access: TelephonyAccess, part: ScanPart, findings: ScanFindings): Promise<void>;
  now(): Date;
}

/** A scan under way. */
interface Running {
  beganAt: Date;
  findings: ScanFindings;
  ended: Promise<void>;
}

interface Slot {
  running: Running | null;
  /** The last scan without a gap; one with gaps is told to those who waited for it, and forgotten. */
  complete: AccountScan | null;
}

/** As many accounts (and parts of them) are remembered; whoever was asked about longest ago goes first. */
const MOST_SLOTS = 200;

const OUT_OF_TIME =
  "there was not enough time to look through all of the account's trunks and SIP domains, and the look goes on";

/**
 * Scans of accounts, each read once for all who ask at the same time. One account has one scan of a part under way; whoever
 * needs a younger one waits for its end, and then all who wait share the next. When the time of who asks is over, the scan
 * goes on for the others, and for who asks again.
 */
export function createScanCache({ scan, now }: ScanCacheOptions) {
  const slots = new Map<string, Slot>();

  const slotOf = (key: string): Slot => {
    const slot = slots.get(key) ?? { running: null, complete: null };
    slots.delete(key);
    slots.set(key, slot);
    for (const [old, { running }] of slots)
      if (slots.size > MOST_SLOTS && running === null && old !== key) slots.delete(old);
    return slot;
  };

  const begin = (slot: Slot, access: TelephonyAccess, part: ScanPart): Running => {
    const beganAt = now();
    const findings: ScanFindings = { uses: [], numbersByTrunk: new Map(), named: [], gaps: [] };
    const ended = scan(access, part, findings).finally(() => {
      slot.running = null;
      if (findings.gaps.length === 0) slot.complete = { beganAt, ...findings };
    });
    slot.running = { beganAt, findings, ended };
    return slot.running;
  };

  return async (
    access: TelephonyAccess,
    { part, notBefore }: ScanRequest,
    limits: CallLimits,
  ): Promise<AccountScan> => {
    const slot = slotOf(keyOf(access, part));
    const deadline = deadlineOf(limits);
    // A clock that was set back must not make an old scan young.
    const isYoung = ({ beganAt }: { beganAt: Date }) => beganAt > notBefore && beganAt <= now();
    for (;;) {
      if (slot.complete !== null && isYoung(slot.complete)) return slot.complete;
      const found = slot.running;
      const joined = found ?? begin(slot, access, part);
      const serves = found === null || isYoung(joined);
      try {
        await beforeDeadline(deadline, joined.ended);
      } catch (error) {
        if (!(error instanceof DeadlinePassed)) throw error;
        return unfinished(part, serves ? joined : null, now());
      }
      if (serves) return { beganAt: joined.beganAt, ...joined.findings };
    }
  };
}

/** Other credentials may see less: nobody is answered from what they saw. The token itself is not kept. */
function keyOf({ accountSid, region, authToken }: TelephonyAccess, part: ScanPart): string {
  const fingerprint = createHash("sha256").update(authToken).digest("hex");
  return [accountSid, region, part, fingerprint].join(" ");
}

/** What was found so far stays true: a single name proves sharing. */
function unfinished(part: ScanPart, running: Running | null, at: Date): AccountScan {
  const { uses, numbersByTrunk, named, gaps } = running?.findings ?? {
    uses: [],
    numbersByTrunk: new Map<string, string[]>(),
    named: [],
    gaps: [],
  };
  return {
    beganAt: running?.beganAt ?? at,
    uses: [...uses],
    numbersByTrunk: new Map(numbersByTrunk),
    named: [...named],
    gaps: [...gaps, { kinds: kindsIn(part), cause: "timeout", detail: OUT_OF_TIME }],
  };
}
