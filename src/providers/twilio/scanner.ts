import pLimit from "p-limit";
import type { AccountScan, AccountUse } from "../../domain/account-scan.ts";
import { isAccountWide } from "../../domain/cause.ts";
import type { ProviderError } from "../../domain/errors.ts";
import type { ResourceKind } from "../../domain/external-resource.ts";
import type { NamedResource } from "../../domain/look-alike.ts";
import { TwilioNotFound, twilioErrorOf } from "./twilio-error.ts";

/** Fewer than an account's slots, so that a long scan does not hold up everybody else. */
const LOOKS_AT_ONCE = 2;

/** What a scan has found so far. */
export interface ScanFindings {
  uses: AccountUse[];
  numbersByTrunk: Map<string, string[]>;
  named: NamedResource[];
  gaps: AccountScan["gaps"][number][];
}

/** An item of a list, with the name that somebody gave it. */
export interface Named {
  sid: string;
  friendlyName?: string | null;
}

/** Looks into lists, few at a time, and writes down what they show. */
export interface Scanner {
  /** A look that fails gives nothing, and leaves a gap for these kinds. */
  look<T>(kinds: readonly ResourceKind[], where: string, list: () => Promise<T[]>): Promise<T[]>;
  found(use: AccountUse): void;
  /** Tells who is on a trunk; nothing is proven by it, so no failure of it matters. */
  carried(trunkSid: string, phoneNumber: string): void;
  /** What a list shows has a name, too. */
  named(kind: ResourceKind, items: readonly Named[]): void;
}

/** Writes into `findings`. After the account itself was refused nobody is asked any more. */
export function createScanner({ uses, numbersByTrunk, named, gaps }: ScanFindings): Scanner {
  const limit = pLimit(LOOKS_AT_ONCE);
  let lastWord: ProviderError | null = null;
  return {
    look: (kinds, where, list) =>
      limit(async () => {
        try {
          if (lastWord !== null) throw lastWord;
          return await list();
        } catch (thrown) {
          const error = twilioErrorOf(thrown);
          if (isAccountWide(error.kind)) lastWord = error;
          if (kinds.length > 0) gaps.push(gapOf(kinds, where, error));
          return [];
        }
      }),
    found: (use) => void uses.push(use),
    carried: (trunkSid, phoneNumber) => {
      const numbers = numbersByTrunk.get(trunkSid) ?? [];
      numbersByTrunk.set(trunkSid, [...numbers, phoneNumber]);
    },
    named: (kind, items) => {
      for (const { sid, friendlyName } of items)
        if (friendlyName) named.push({ kind, sid, name: friendlyName });
    },
  };
}

/**
 * On what was removed since it was listed hangs nothing: other numbers of the account are torn down while it is scanned. Twilio
 * has to say so of the list, and of the thing itself; `fetch` is called only then.
 */
export async function unlessRemoved<T>(
  list: () => Promise<T[]>,
  fetch: () => Promise<unknown>,
): Promise<T[]> {
  try {
    return await list();
  } catch (thrown) {
    if (isAbsence(thrown) && (await fetch().then(() => false, isAbsence))) return [];
    throw thrown;
  }
}

const isAbsence = (thrown: unknown) => twilioErrorOf(thrown) instanceof TwilioNotFound;

/** A place that could not be looked at. */
export const gapOf = (kinds: readonly ResourceKind[], where: string, { kind, message }: ProviderError) => ({
  kinds,
  cause: kind,
  detail: `${message}, asked for ${where}`,
});
