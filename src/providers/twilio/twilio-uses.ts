import pLimit from "p-limit";
import { isAccountWide } from "../../domain/cause.ts";
import type { ProviderError } from "../../domain/errors.ts";
import type { ResourceKind, ResourceRef } from "../../domain/external-resource.ts";
import type { UseScan } from "../../domain/sharing.ts";
import { openUseLedger } from "../use-ledger.ts";
import type { TwilioClient } from "./twilio-client.ts";
import { twilioErrorOf } from "./twilio-error.ts";
import { everyItem } from "./twilio-lists.ts";

const CREDENTIALS = "twilio_credential_list";
const ADDRESSES = "twilio_ip_access_control_list";
const POLICIES = "twilio_connection_policy";
const SCANNED: readonly ResourceKind[] = [CREDENTIALS, ADDRESSES, POLICIES];

/** Fewer than an account's slots, so that a long scan does not hold up everybody else. */
const LOOKS_AT_ONCE = 2;

/** So many numbers of another trunk are named. */
const MOST_NAMED = 3;

/** "trunk TK… (+1…, +1… and 3 more)" */
function nameOfTrunk(sid: string, numbers: readonly { phoneNumber: string }[]): string {
  const named = numbers
    .map(({ phoneNumber }) => phoneNumber)
    .sort()
    .slice(0, MOST_NAMED);
  const more = numbers.length > named.length ? ` and ${numbers.length - named.length} more` : "";
  return named.length === 0 ? `trunk ${sid}` : `trunk ${sid} (${named.join(", ")}${more})`;
}

/**
 * Who uses these lists and policies (telephony.md 1.7): every trunk but `ownTrunkSids`, every SIP domain in all of its
 * mappings, every BYOC trunk, as far as the kinds of `refs` need it. References of other kinds get no entry. Never throws:
 * a look that failed makes the scans of its kinds incomplete, and users found elsewhere stay.
 */
export async function scanTwilioUses(
  openClient: () => TwilioClient,
  refs: readonly ResourceRef[],
  ownTrunkSids: readonly string[],
): Promise<Map<string, UseScan>> {
  const ledger = openUseLedger(refs.filter(({ kind }) => SCANNED.includes(kind)));
  const limit = pLimit(LOOKS_AT_ONCE);
  let lastWord: ProviderError | null = null;

  /** A look that fails gives nothing; after the account itself was refused nobody is asked any more. */
  const look = <T>(kinds: readonly ResourceKind[], where: string, list: () => Promise<T[]>): Promise<T[]> =>
    limit(async () => {
      try {
        if (lastWord !== null) throw lastWord;
        return await list();
      } catch (thrown) {
        const error = twilioErrorOf(thrown);
        if (isAccountWide(error.kind)) lastWord = error;
        ledger.failed(kinds, where, error);
        return [];
      }
    });
  const lookInto = async (
    kind: ResourceKind,
    user: string,
    list: () => Promise<{ sid: string }[]>,
    fullName = async () => user,
  ) => {
    if (!ledger.wants(kind)) return;
    const linked = await look([kind], `the lists of ${user}`, list);
    const used = linked.filter(({ sid }) => ledger.asksFor(kind, sid));
    if (used.length === 0) return;
    const name = await fullName();
    for (const { sid } of used) ledger.found(kind, sid, name);
  };

  async function scanTrunks({ trunking }: TwilioClient): Promise<void> {
    const { trunks } = trunking.v1;
    const all = await look([CREDENTIALS, ADDRESSES], "the SIP trunks", () => everyItem(trunks));
    const others = all.filter(({ sid }) => !ownTrunkSids.includes(sid));
    // People know numbers, not ids. That the trunk uses it is proven without them.
    const trunkWithNumbers = (sid: string) =>
      limit(() => everyItem(trunks(sid).phoneNumbers))
        .then((numbers) => nameOfTrunk(sid, numbers))
        .catch(() => nameOfTrunk(sid, []));
    await Promise.all(
      others.flatMap(({ sid }) => [
        lookInto(
          CREDENTIALS,
          `trunk ${sid}`,
          () => everyItem(trunks(sid).credentialsLists),
          () => trunkWithNumbers(sid),
        ),
        lookInto(
          ADDRESSES,
          `trunk ${sid}`,
          () => everyItem(trunks(sid).ipAccessControlLists),
          () => trunkWithNumbers(sid),
        ),
      ]),
    );
  }

  async function scanSipDomains({ api, accountSid }: TwilioClient): Promise<void> {
    const { domains } = api.v2010.accounts(accountSid).sip;
    const all = await look([CREDENTIALS, ADDRESSES], "the SIP domains", () => everyItem(domains));
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

  async function scanByocTrunks({ voice }: TwilioClient): Promise<void> {
    const all = await look([POLICIES], "the BYOC trunks", () => everyItem(voice.v1.byocTrunks));
    for (const { sid, connectionPolicySid } of all)
      ledger.found(POLICIES, connectionPolicySid, `BYOC trunk ${sid}`);
  }

  try {
    const client = openClient();
    const wantsLists = ledger.wants(CREDENTIALS, ADDRESSES);
    await Promise.all([
      wantsLists && scanTrunks(client),
      wantsLists && scanSipDomains(client),
      ledger.wants(POLICIES) && scanByocTrunks(client),
    ]);
  } catch (thrown) {
    ledger.failed(SCANNED, "its users", twilioErrorOf(thrown));
  }
  return ledger.scans;
}
