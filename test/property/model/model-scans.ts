import { type AccountUse, kindsIn, type ScanPart } from "../../../src/domain/account-scan.ts";
import type { TelephonyProvider } from "../../../src/operations/ports/providers.ts";
import { createScanCache } from "../../../src/providers/twilio/scan-cache.ts";
import type { OutsideState } from "./outside-state.ts";
import { type Surroundings, scanStrike } from "./surroundings.ts";

/** Through the real cache. The account is one: what one number's teardown has scanned another one's may use. */
export function createModelScans(around: Surroundings): TelephonyProvider["scanAccount"] {
  let actor = "";
  const scans = createScanCache({
    now: () => new Date(around.nowMs()),
    scan: async (_access, part, findings) => {
      const strike = await scanStrike(around, "twilio", actor);
      if (strike === null) findings.uses.push(...usesOutside(around.outside, part));
      else findings.gaps.push({ kinds: kindsIn(part), cause: strike, detail: `the scan failed: ${strike}` });
      // Time passes until the last list has come.
      await around.enter();
    },
  });
  return (access, request, limits) => {
    actor = access.authToken;
    return scans({ ...access, authToken: "one for all" }, request, limits);
  };
}

function usesOutside({ trunks, uses }: OutsideState, part: ScanPart): AccountUse[] {
  const kinds = kindsIn(part);
  const byTrunk = [...trunks].flatMap(([trunkSid, { lists }]) =>
    [...lists].map((sid) => ({ sid, user: `trunk ${trunkSid}`, trunkSid })),
  );
  const byOthers = [...uses].flatMap(([sid, users]) => users.map((user) => ({ sid, user, trunkSid: null })));
  // An id has one kind only: under the others nobody asks for it.
  return [...(part === "lists" ? byTrunk : []), ...byOthers].flatMap((use) =>
    kinds.map((kind) => ({ ...use, kind })),
  );
}
