import pLimit from "p-limit";
import { type AccountScan, type AccountUse, kindsIn, type ScanPart } from "../../domain/account-scan.ts";
import { isAccountWide } from "../../domain/cause.ts";
import type { ProviderError } from "../../domain/errors.ts";
import type { ResourceKind } from "../../domain/external-resource.ts";
import type { TwilioClient } from "./twilio-client.ts";
import { twilioErrorOf } from "./twilio-error.ts";
import { everyItem } from "./twilio-lists.ts";

const CREDENTIALS = "twilio_credential_list";
const ADDRESSES = "twilio_ip_access_control_list";
const POLICIES = "twilio_connection_policy";

/** Fewer than an account's slots, so that a long scan does not hold up everybody else. */
const LOOKS_AT_ONCE = 2;

/** What a scan has found so far. */
export interface ScanFindings {
  uses: AccountUse[];
  numbersByTrunk: Map<string, string[]>;
  gaps: AccountScan["gaps"][number][];
}

interface Scanner {
  /** A look that fails gives nothing, and leaves a gap for these kinds. */
  look<T>(kinds: readonly ResourceKind[], where: string, list: () => Promise<T[]>): Promise<T[]>;
  found(use: AccountUse): void;
  /** Names trunks; nothing is proven by it, so no failure of it matters. */
  named(trunkSid: string, phoneNumber: string): void;
}

/**
 * Reads one part of who uses what in the account (telephony.md 1.7), from complete lists, into `findings`: every trunk and
 * every SIP domain in all of its mappings, or every BYOC trunk. Never throws: what failed is a gap.
 */
export async function scanAccount(
  openClient: () => TwilioClient,
  part: ScanPart,
  findings: ScanFindings,
): Promise<void> {
  try {
    const client = openClient();
    const scanner = createScanner(findings);
    if (part === "policies") await scanByocTrunks(client, scanner);
    else
      await Promise.all([
        scanTrunks(client, scanner),
        scanSipDomains(client, scanner),
        nameTrunks(client, scanner),
      ]);
  } catch (thrown) {
    findings.gaps.push(gapOf(kindsIn(part), "its users", twilioErrorOf(thrown)));
  }
}

function createScanner({ uses, numbersByTrunk, gaps }: ScanFindings): Scanner {
  const limit = pLimit(LOOKS_AT_ONCE);
  let lastWord: ProviderError | null = null;
  return {
    look: (kinds, where, list) =>
      limit(async () => {
        try {
          // After the account itself was refused nobody is asked any more.
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
    named: (trunkSid, phoneNumber) => {
      const numbers = numbersByTrunk.get(trunkSid) ?? [];
      numbersByTrunk.set(trunkSid, [...numbers, phoneNumber]);
    },
  };
}

const gapOf = (kinds: readonly ResourceKind[], where: string, { kind, message }: ProviderError) => ({
  kinds,
  cause: kind,
  detail: `${message}, asked for ${where}`,
});

async function scanTrunks({ trunking }: TwilioClient, { look, found }: Scanner): Promise<void> {
  const { trunks } = trunking.v1;
  const all = await look([CREDENTIALS, ADDRESSES], "the SIP trunks", () => everyItem(trunks));
  const lookInto = async (kind: ResourceKind, trunkSid: string, list: () => Promise<{ sid: string }[]>) => {
    const user = `trunk ${trunkSid}`;
    for (const { sid } of await look([kind], `the lists of ${user}`, list))
      found({ kind, sid, user, trunkSid });
  };
  await Promise.all(
    all.flatMap(({ sid }) => [
      lookInto(CREDENTIALS, sid, () => everyItem(trunks(sid).credentialsLists)),
      lookInto(ADDRESSES, sid, () => everyItem(trunks(sid).ipAccessControlLists)),
    ]),
  );
}

async function scanSipDomains({ api, accountSid }: TwilioClient, { look, found }: Scanner): Promise<void> {
  const { domains } = api.v2010.accounts(accountSid).sip;
  const all = await look([CREDENTIALS, ADDRESSES], "the SIP domains", () => everyItem(domains));
  const lookInto = async (kind: ResourceKind, user: string, list: () => Promise<{ sid: string }[]>) => {
    for (const { sid } of await look([kind], `the lists of ${user}`, list))
      found({ kind, sid, user, trunkSid: null });
  };
  await Promise.all(
    all.flatMap(({ sid, domainName }) => {
      const user = `SIP domain ${sid} (${domainName})`;
      const domain = domains(sid);
      const { calls, registrations } = domain.auth;
      return [
        lookInto(CREDENTIALS, user, () => everyItem(calls.credentialListMappings)),
        lookInto(CREDENTIALS, user, () => everyItem(registrations.credentialListMappings)),
        lookInto(CREDENTIALS, user, () => everyItem(domain.credentialListMappings)),
        lookInto(ADDRESSES, user, () => everyItem(calls.ipAccessControlListMappings)),
        lookInto(ADDRESSES, user, () => everyItem(domain.ipAccessControlListMappings)),
      ];
    }),
  );
}

/** One list for all trunks, where asking each trunk would double the scan. */
async function nameTrunks({ api, accountSid }: TwilioClient, { look, named }: Scanner): Promise<void> {
  const { incomingPhoneNumbers } = api.v2010.accounts(accountSid);
  for (const { trunkSid, phoneNumber } of await look([], "the numbers", () =>
    everyItem(incomingPhoneNumbers),
  ))
    if (trunkSid) named(trunkSid, phoneNumber);
}

async function scanByocTrunks({ voice }: TwilioClient, { look, found }: Scanner): Promise<void> {
  for (const trunk of await look([POLICIES], "the BYOC trunks", () => everyItem(voice.v1.byocTrunks)))
    found({
      kind: POLICIES,
      sid: trunk.connectionPolicySid,
      user: `BYOC trunk ${trunk.sid}`,
      trunkSid: null,
    });
}
